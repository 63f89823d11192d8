import{changeIssue as o}from"../../change-issue/plan.mjs";var t=(e,s)=>({job:s,operations:e.change.issue===!0?o({runbook:e,job:s,step:"issue"},s==="issue-ended"):[]});export{t as issue};
