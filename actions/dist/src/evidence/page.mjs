import{values_duration$formatDuration as G,values_instant$utc as q}from"../core.mjs";import{forecast_phases$forecastIn as rt,forecast_words$actualPhases as ot,downtime$downtimes as Ce,gate_count$gateCount as Ge,gate_count$hasPassedGate as Ie,run_ending$newest as Be}from"../evidence.mjs";function J(e){let{approvals:t,records:n,runbook:r}=e,o=Be(n),s=n.reduce((i,l)=>Math.max(i,l.attempt),1);return{...e,last:o,attempt:s,counted:Ge(r,t.map(Fe),n,s),passedGate:Ie(n),downtime:Ce(n,r.application.servers),trees:o.flatMap(Je)}}var Fe=e=>({comment:"",isPerson:!0,...e}),Ue={"verify-s3":"bucket","check-listing":"gateway"};function Je(e){let{data:t,step:n,verdict:r}=e,o=Ue[n];return o===void 0||t.scope!=="tree"||t.tally===void 0?[]:[{record:e,layer:o,verdict:r,data:t}]}var v=e=>Date.parse(e);import{text_markdown$visible as ue}from"../core.mjs";var T={"page.title":"Cutover report","page.attempt":"attempt {0}","page.skip":"Skip to the report","ending.planned":"Planned","ending.proven":"Proven","ending.confirmed":"Confirmed","ending.denied":"Denied","ending.rolled-back":"Rolled back","ending.failed":"Failed","ending.unproven":"Unproven","means.planned":"Nothing was changed. Applications use {0} on the source, as before.","means.proven":"Every file is in the bucket and on the gateway. Nothing was switched: applications use {0} on the source, as before.","means.confirmed":"Applications use {0} on the gateway. A file written through it is in the bucket.","means.denied":"Nothing was switched. Applications use {0} on the source, as before.","means.rolled-back":"The cutover was undone. Applications use {0} on the source again.","means.undone":"What was begun is undone. Applications use {0} on the source again.","means.not-begun":"Nothing was begun. Applications use {0} on the source, as before.","means.frozen":"{0} is still read-only on a server: applications there may read, and cannot write.","means.switched":"A server may still have {0} on the gateway.","means.split":"A server does not answer and may write through the gateway. So {0} stays read-only on the source, everywhere.","means.silent":"A server does not answer. What it serves at {0} is unknown. All others use the source again.","means.unknown":"Nobody knows from the records what serves {0}.","next.frozen":"Now: start the rollback, or thaw the source by hand.","next.switched":"Now: start the rollback, or look at the mounts of each server by hand.","next.split":"Now: bring that server online again and re-run the job rollback. Or start the workflow Rollback with although-split.","next.silent":"Now: bring that server online again and re-run the job rollback.","next.unknown":"Now: look at the mounts of each server, before anything else.","next.watch":"Next: watch the application. The rollback stays possible.","next.hold":"Next: hold and watch the application. After that the migration can be finalized.","next.settle":"Next: settle what was written through the gateway; the job list-written names it. Until then no run may begin.","next.again":"Next: to try again, start a new run. It makes new proofs.","next.rolled-back":'Next: to try again, use "Re-run failed jobs". Where files were written through the gateway, start a new run.',"first.why":"Why it went no further","first.doubt":"The servers say something else","first.approved":"Approved by","first.denied":"Denied by","first.nobody":"Nobody","first.not-asked":"Nobody was asked","first.not-known":"Not known","first.quorum":"{0} of {1} people","first.downtime":"Downtime","first.none":"None","first.no-downtime":"no server was frozen","first.not-measured":"not measured","first.files":"Proven in the last look","first.paths":"{0} of {1} paths","first.no-files":"No comparison of all files","first.differences":"{0} differences","first.no-differences":"no differences","first.digest":"Digest of the evidence","first.no-digest":"The evidence has no digest.","gaps.title":"Not proven","gaps.none":"The evidence names nothing that is left unproven.","gap.missing":"Job {0} succeeded and left no record.","gap.step":"Step {0} proved nothing:","gap.never-bucket":"The files in the bucket were never compared as a whole.","gap.never-gateway":"The files on the gateway were never compared as a whole.","gap.not-frozen":"The source was not frozen for the last comparison: what changed since is not proven.","gap.no-decisions":"Who approved is not known.","gap.quorum":"{0} different people are known to have approved; the runbook asks for {1}.","gap.gate":"A gate does not say who released it:","gap.downtime":"Downtime of {0}:","gap.unproven":"Paths without a verdict: {0} ({1}).","gap.unreadable":"Paths that cannot be read: {0} ({1}).","gap.filtered":"Paths left out by the filters of the task, not compared: {0} ({1}).","gap.pruned":"Objects of snapshot folders or open files, not compared: {0} ({1}).","gap.since-bucket":"Bucket: after the freeze, {0} paths were not compared again. They rest on the proof of {1}, and have not changed at the source since.","gap.since-gateway":"Gateway: after the freeze, {0} paths were not compared again. They rest on the proof of {1}, and have not changed at the source since.","gap.size":"No contents were read: size and time stand for them.","gap.metadata":"No contents were read: size, time and metadata stand for them.","gap.sample":"At most {0} files were read whole. For the others size and time stand for the contents.","gap.sample-metadata":"No contents were read; metadata was read of at most {0} files.","gap.rule":"What bucket and gateway keep of times, modes and owners was not calibrated.","gap.watch":"The old server stays open to clients that no runbook names. It was watched for {1}, until {0}.","time.title":"Timeline","time.intro":"Times are UTC. Downtime is measured on the clock of each server, and drawn from the begin of the step that ended its service.","time.cut":"Marks show where a long wait is drawn shorter.","time.none":"No step has left a record.","time.work":"Work","time.aws":"Waits for AWS","time.people":"Waits for people","time.fail":"Failed","time.unproven":"Unproven","time.source":"Source serves","time.down":"Downtime","time.gateway":"Gateway serves","time.approval":"approval","time.picture":"Timeline from {0} to {1}. The table of steps has the same times.","layers.title":"What was where","layers.source":"Source","layers.bucket":"Bucket","layers.gateway":"Gateway","layers.proven":"proven","layers.differing":"differing","layers.unproven":"unproven","layers.aside":"set aside","layers.aside-means":"Set aside: extras that the runbook tolerates, accepts, allows or removes, and paths that were not compared.","layers.paths":"{0} paths","layers.objects":"{0} objects","layers.not-looked":"not compared as a whole","layers.layer":"Layer","layers.place":"Place","layers.held":"Paths or objects","layers.bytes":"Bytes","layers.when":"Looked at","layers.frozen":"after the freeze","layers.live":"before the freeze","layers.table":"The same as a table","layers.picture":"Source, bucket and gateway with the numbers of their files. The table below has the same numbers.","diff.title":"Differences","diff.none":"No comparison found a difference.","diff.all":"All differences are here.","diff.some":"The first {0} of {1} differences are here.","diff.file":"All of them are in","diff.search":"Search in paths and details","diff.verdict":"Verdict","diff.check":"Comparison","diff.every":"all","diff.layers":"Layers","diff.path":"Path","diff.known":"What is known","diff.shown":"Shown: {0} of {1}","diff.legend":"Layers: source, bucket, gateway, task report. = as the source, - not there, + there without a source, * differs, ! cannot be read, ? not known, . not looked at.","diff.lost":"lost by the {0}","steps.title":"Steps","steps.verdict":"Verdict","steps.time":"Begin (UTC), length","steps.job":"Job","steps.step":"Step","steps.found":"What was found","steps.details":"Details","steps.warning":"Warning","steps.table":"All steps in the order of time","verdict.pass":"pass","verdict.fail":"fail","verdict.unproven":"unproven","gates.title":"Approvals","gates.none":"No decision at a gate is recorded.","gates.gate":"Gate","gates.decision":"Decision","gates.user":"By","gates.comment":"Comment","gates.ticket":"Change ticket","gates.reason":"Reason","gates.no-times":"GitHub does not say when somebody decided.","window.title":"Window","window.forecast":"Forecast and actual","window.planned":"Change window","window.any":"The runbook names none","window.give-up":"Give up at","window.frozen":"Frozen","window.not-frozen":"Never","window.within":"within the window","window.outside":"outside of the window","forecast.phase":"Phase","forecast.range":"Forecast","forecast.took":"It took","forecast.source":"Where the forecast comes from","forecast.freeze":"Freeze","forecast.transfer":"Last transfer","forecast.bucket":"Proof of the bucket","forecast.refresh":"Refresh","forecast.gateway":"Proof of the gateway","forecast.switch":"Switch, until it is confirmed","forecast.all":"All of it","forecast.unknown":"not known","forecast.not-run":"did not pass","forecast.longer":"longer than forecast","drift.title":"Drift","end.title":"At the end of the run","check.title":"Digests, and how to check them","check.intro":"This page is made from evidence.json alone, and proves nothing by itself. Take evidence.json from the artifact of the run or from the evidence bucket. Then compute the digest again:","check.same":"It must print the digest of the first screen.","check.what":"What","check.digest":"SHA-256","check.plan":"Plan","check.evidence":'Evidence, without "digest"',"check.manifest":"Manifest {0} of {1}","check.proof":"Proof that {0} builds on","foot.made":"Made from evidence.json of run {0}. No network is used."};function a(e,...t){return{html:e.map((r,o)=>r+(o<t.length?_e(t[o]):"")).join("")}}function _e(e){return e===void 0?"":typeof e=="string"||typeof e=="number"?Ve(String(e)):"html"in e?e.html:e.map(t=>t.html).join("")}var z=e=>({html:e}),Ke={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&#39;","`":"&#96;"},Ve=e=>ue(e.toWellFormed()).replaceAll(/[&<>"'`]/g,t=>Ke[t]??""),d=(e,...t)=>({word:e,gaps:t.map(n=>typeof n=="number"?N(n):n)}),N=e=>String(e).replaceAll(/\B(?=(\d{3})+$)/g,","),x=({word:e,gaps:t})=>T[e].replaceAll(/\{(\d)\}/g,(n,r)=>{let o=t[Number(r)]??"";return typeof o=="string"?o:T[o.t]}),b=({word:e,gaps:t})=>t.length===0?a`data-t="${e}"`:a`data-t="${e}" data-a="${JSON.stringify(t.map(Ye))}"`,Ye=e=>typeof e=="string"?ue(e):e,w=e=>a`<span ${b(e)}>${x(e)}</span>`,f=e=>w(d(e)),u=(e,t=1200)=>a`<bdi lang="en">${L(e.trim(),t)}</bdi>`;function L(e,t){if(e.length<=t)return e;let n=Array.from(e.slice(0,t)),r=e.slice(-Math.floor(t/4));return`${n.slice(0,Math.floor(t*3/4)).join("")} \u2026 ${r} (${N(e.length)})`}import{values_duration$formatDuration as Ze}from"../core.mjs";import{run_report$problemsOf as Xe}from"../evidence.mjs";function H({caption:e,heads:t,id:n,numbers:r=[],rowAttributes:o,rows:s,short:i=[]}){let l=p=>r.includes(p)?a` class="number"`:i.includes(p)?a` class="short"`:void 0;return a`<table${n===void 0?void 0:a` id="${n}"`}><caption class="aloud" ${b(e)}>${x(e)}</caption>
<thead><tr>${t.map((p,c)=>a`<th scope="col" ${l(c)}>${f(p)}</th>`)}</tr></thead>
<tbody>${s.map((p,c)=>a`<tr${o===void 0?void 0:a` ${o(c)}`}>${p.map((m,g)=>a`<td${l(g)}><span class="head" aria-hidden="true">${t[g]===void 0?void 0:f(t[g])}</span>${m}</td>`)}</tr>
`)}</tbody></table>`}var j=e=>a`<dl class="pairs">
    ${e.map(([t,n])=>a`<div>
          <dt>${t}</dt>
          <dd>${n}</dd>
        </div>`)}
  </dl>`,S=(e,t,n)=>a`<section id="${e}" aria-labelledby="${e}-title">
    <h2 id="${e}-title" ${b(d(t))}>${x(d(t))}</h2>
    ${n}
  </section> `;var Qe={pass:"\u2713",fail:"\u2717",unproven:"?"},_=({records:e})=>S("steps","steps.title",[a`<div>
      ${H({id:"step-table",caption:d("steps.table"),short:[2,3],heads:["steps.verdict","steps.time","steps.job","steps.step","steps.found"],rows:e.map((t,n)=>et(t,e[n-1]))})}
    </div>`]);function et(e,t){let{attempt:n,endedAt:r,error:o,id:s,job:i,says:l,startedAt:p,warnings:c}=e,m=o===void 0?e.verdict:"fail",g=Xe(e).map(({text:y})=>a`<p class="problem">${u(y)}</p>`),h=c.map(y=>a`<p class="warning"><b>${f("steps.warning")}</b> ${u(y)}</p>`);return[a`<span class="verdict is-${m}"
      ><span aria-hidden="true">${Qe[m]}</span> ${f(`verdict.${m}`)}</span
    >`,a`<time datetime="${p}">${tt(p,t)}</time> <br /><span
        class="quiet"
        >${Ze(v(r)-v(p))}</span
      >`,a`${u(i,60)}${n>1?a` <span class="quiet">(${n})</span>`:void 0}`,u(s,60),a`<p>${u(l)}</p>
      ${g}${h}${nt(e.facts)}`]}var tt=(e,t)=>t?.startedAt.slice(0,10)===e.slice(0,10)?a`${e.slice(11,19)}`:a`${e.slice(0,10)} <br />${e.slice(11,19)}`,nt=e=>e.length===0?void 0:a`<details>
        <summary>${f("steps.details")}</summary>
        ${C(e)}
      </details>`,C=e=>j(e.map(({name:t,value:n})=>[u(t,120),he(n)]));function he(e){return!/^https:\/\/[A-Za-z0-9.-]+\/[A-Za-z0-9._~:/?#@!$&*+,;=%-]*$/.test(e)||!URL.canParse(e)?u(e,600):a`<a href="${e}" rel="noreferrer">${new URL(e).hostname}</a>`}function K(e){let{approvals:t,change:n,counted:r,passedGate:o,url:s}=e,i=H({caption:d("gates.title"),heads:["gates.gate","gates.decision","gates.user","gates.comment"],rows:t.map(({comment:l="",environments:p,state:c,user:m})=>[u(p.join(", "),200),a`<span class="verdict is-${c==="approved"?"pass":"fail"}"
        >${u(c,40)}</span
      >`,u(m,100),u(l,600)])});return S("approvals","gates.title",[t.length===0?a`<p>${f("gates.none")}</p>`:a`<div>${i}</div>`,o?a`<p>${u(r.says)}</p>`:a``,a`<p class="note">${f("gates.no-times")}</p>`,j([...n===void 0?[]:[[f("gates.ticket"),u(n.ticket,300)],[f("gates.reason"),u(n.reason,300)]],...s==null?[]:[[a`GitHub`,he(s)]]])])}function V({records:e,runbook:t}){let n=t.change.window,r=it(e),o=n!==void 0&&r!==void 0&&r.from>=v(n.notBefore)&&r.to<=v(n.giveUpAt);return S("window","window.title",[j([[f("window.planned"),n===void 0?f("window.any"):a`${q(n.notBefore)} – ${q(n.notAfter)}`],...n===void 0?[]:[[f("window.give-up"),a`${q(n.giveUpAt)}`]],[f("window.frozen"),r===void 0?f("window.not-frozen"):a`${q(ge(r.from))} – ${q(ge(r.to))},
            ${G(r.to-r.from)}${n===void 0?void 0:a`, ${f(o?"window.within":"window.outside")}`}`]]),at(e)])}function at(e){let t=rt(e);if(t===void 0)return a``;let n=ot(e),r=[...n.values()].reduce((i,l)=>i+l,0),o=(i,l,p,c)=>[f(i),st(l),p===void 0?f("forecast.not-run"):a`${G(p)}${l.toMs!==void 0&&p>l.toMs?a` (${f("forecast.longer")})`:void 0}`,u(c,300)],s=t.unknown.length===0?t:{};return a`<div>
    ${H({caption:d("window.forecast"),heads:["forecast.phase","forecast.range","forecast.took","forecast.source"],rows:[...t.phases.map(i=>o(`forecast.${i.phase}`,i,n.get(i.phase),i.source)),o("forecast.all",s,n.size===t.phases.length?r:void 0,"")]})}
  </div>`}var st=({fromMs:e,toMs:t})=>e===void 0||t===void 0?f("forecast.unknown"):a`${G(e)} – ${G(t)}`;function it(e){let t=e.find(({data:r,step:o})=>o==="freeze-source"&&Array.isArray(r.frozen)),n=e.findLast(({data:r,step:o,verdict:s})=>s==="pass"&&(o==="switch-mount"&&r.state==="gateway"||o==="freeze-source"&&r.thawed!==void 0));if(!(t===void 0||n===void 0))return{from:v(t.startedAt),to:v(n.endedAt)}}var ge=e=>new Date(e).toISOString(),Y=({drift:e=[]})=>e.length===0?void 0:S("drift","drift.title",[dt(d("drift.title"),e)]);function dt(e,t){let n=[...new Set(t.flatMap(s=>Object.keys(s)))].slice(0,8);if(n.length===0)return a``;let r=s=>u(typeof s=="string"?s:JSON.stringify(s??""),300),o=t.slice(0,200).map(s=>a`<tr>
        ${n.map(i=>a`<td>${r(s[i])}</td>`)}
      </tr>`);return a`<div>
    <table>
      <caption class="aloud">
        ${w(e)}
      </caption>
      <thead>
        <tr>
          ${n.map(s=>a`<th scope="col">${u(s,60)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${o}
      </tbody>
    </table>
  </div>`}var Z=({standing:e=[]})=>e.length===0?void 0:S("end","end.title",[C(e)]),ye=`node -e 'const { digest, ...rest } = JSON.parse(require("fs").readFileSync("evidence.json")); console.log(require("crypto").createHash("sha256").update(JSON.stringify(rest)).digest("hex"))'`;function X(e){let t=[...e.digest===void 0?[]:[[f("check.evidence"),e.digest]],...e.last.flatMap(lt)];return S("check","check.title",[a`<p>${f("check.intro")}</p>
      <pre tabindex="0"><code>${ye}</code></pre>
      <p>${f("check.same")}</p>`,a`<div>
      ${H({caption:d("check.title"),heads:["check.what","check.digest"],rows:t.map(([n,r])=>[n,a`<code class="hash">${r}</code>`])})}
    </div>`])}function lt({data:e,id:t,job:n,step:r}){let o=`${n} / ${t}`,s=[];r==="plan"&&typeof e.digest=="string"&&s.push([f("check.plan"),e.digest]);let i=e.recheck?.since?.digest;i!==void 0&&s.push([w(d("check.proof",o)),i]);for(let{name:l,sha256:p}of e.manifests??[])s.push([w(d("check.manifest",l,o)),p]);return s}import{record_files$differencesFile as ct}from"../evidence.mjs";var pt=1e3,be=240;function Q(e){let t=e.trees.filter(({data:s})=>s.differences>0).toReversed();if(t.length===0)return S("differences","diff.title",[a`<p>${f("diff.none")}</p>`]);let n=t.flatMap(s=>s.data.first.map(i=>({difference:i,check:$e(s.record)}))).slice(0,pt),r=t.reduce((s,{data:i})=>s+i.differences,0),o=n.length>=r?d("diff.all"):d("diff.some",n.length,r);return S("differences","diff.title",[a`<p>${w(o)}</p>
      <ul class="files">
        ${t.map(ft)}
      </ul>`,mt(n),a`<div>${ut(n)}</div>
      <p class="note">${f("diff.legend")}</p>`])}var $e=({attempt:e,id:t,job:n})=>e>1?`${n} / ${t} (${e})`:`${n} / ${t}`;function ft({data:e,record:t}){let n=ct(t);return a`<li>
    ${u($e(t))}: ${w(d("first.differences",e.differences))}.
    ${f("diff.file")} <a href="${encodeURIComponent(n)}"><code>${n}</code></a>
  </li>`}function mt(e){let t=[...new Set(e.map(({difference:o})=>o.verdict))].sort(),n=[...new Set(e.map(({check:o})=>o))],r=d("diff.search");return a`<form
    class="controls scripted"
    id="filter"
    role="search"
    aria-controls="difference-table"
  >
    <label
      ><span ${b(r)}>${x(r)}</span
      ><input type="search" id="find" autocomplete="off" spellcheck="false"
    /></label>
    <label
      >${f("diff.verdict")}<select id="find-verdict">
        ${we(t)}
      </select></label
    >
    ${n.length<2?void 0:a`<label
            >${f("diff.check")}<select id="find-check">
              ${we(n)}
            </select></label
          >`}
    <p role="status" id="found">${w(d("diff.shown",e.length,e.length))}</p>
  </form>`}var we=e=>a`<option value="" ${b(d("diff.every"))}>${x(d("diff.every"))}</option>
    ${e.map(t=>a`<option>${t}</option>`)}`,ut=e=>H({id:"difference-table",caption:d("diff.title"),heads:["diff.verdict","diff.layers","diff.path","diff.known","diff.check"],short:[0],rows:e.map(({difference:t,check:n})=>ht(t,n)),rowAttributes:t=>a`data-v="${e[t]?.difference.verdict??""}" data-c="${e[t]?.check??""}"`});function ht(e,t){let n=e.details.join("; "),r=e.lostBy===void 0?void 0:w(d("diff.lost",e.lostBy));return[a`<span lang="en">${e.verdict}</span>`,a`<code class="symbols" aria-label="${bt(e.symbols)}" role="img"
      >${e.symbols}</code
    >`,a`<bdi class="path" dir="ltr">${gt(e.path)}</bdi>`,a`${n===""?void 0:a`${u(n,be)}${r===void 0?void 0:"; "}`}${r}`,a`<span class="check">${u(t,80)}</span>`]}function gt(e){let t=L(e,be).split(/(?<=\/)/);return a`${t.map((n,r)=>a`${r>0?a`<wbr />`:void 0}${n}`)}`}var yt=["source","bucket","gateway","task report"],wt={"=":"as the source","-":"not there","+":"there without a source","*":"differs","!":"cannot be read","?":"not known"},bt=e=>Array.from(e,(t,n)=>[yt[n]??String(n),wt[t]]).flatMap(([t,n])=>n===void 0?[]:[`${t} ${n}`]).join(", ");function ee({trees:e}){return["bucket","gateway"].flatMap(n=>e.findLast(r=>r.layer===n)??[]).reduce((n,{data:r})=>n+r.differences,0)}var te=e=>e===0?f("first.no-differences"):a`<strong>${w(d("first.differences",N(e)))}</strong>`;import{values_duration$formatDuration as He}from"../core.mjs";var $t=["missing","extra","differs","newer","not-portable","impossible"],vt=["unproven","unreadable","to-read"],xt=["tolerated","accepted","allowed","to-remove","filtered","pruned"];function ke({data:{recheck:e,tally:t}}){let n=r=>r.reduce((o,s)=>o+(t.paths[s]??0),0);return{proven:n(["same"])+(e?.paths?.unchanged??0),differing:n($t),unproven:n(vt),aside:n(xt)}}function D({runbook:e,trees:t}){let n=t.findLast(({layer:m})=>m==="bucket"),r=t.findLast(({layer:m})=>m==="gateway"),o=m=>t.findLast(g=>g.layer===m&&g.data.recheck?.since===void 0),s=o("bucket")??o("gateway"),{source:i,bucket:l,gateway:p}=e,c={source:i.export,bucket:`s3://${l.name}/${l.prefix}`,gateway:p.export};return[{name:"source",place:c.source,shares:void 0,tree:r??n,held:xe(n??r,"Source"),bytes:s?.data.tally.source.bytes},ve({name:"bucket",place:c.bucket,tree:n},o("bucket")?.data.tally.listed.bucket),ve({name:"gateway",place:c.gateway,tree:r},xe(o("gateway"),"Gateway"))]}var ve=(e,t)=>({...e,held:t,bytes:void 0,shares:e.tree===void 0?void 0:ke(e.tree)}),xe=(e,t)=>e?.data.manifests?.find(n=>n.name===t)?.rows;import{run_report$problemsOf as kt}from"../evidence.mjs";var St={planned:["calm","plan"],proven:["good","check"],confirmed:["good","check"],denied:["calm","stop"],"rolled-back":["warn","back"],failed:["bad","cross"],unproven:["bad","question"]};function ne(e){let{ending:t}=e.state,[n,r]=St[t];return{tone:t==="failed"&&e.state.left==="nothing"?"warn":n,mark:r,title:d(`ending.${t}`),meaning:Nt(e),next:Ot(e),why:Rt(e)}}function Nt({state:{begun:e,ending:t,left:n},runbook:r}){let{mount:o}=r.source;return t!=="failed"&&t!=="unproven"?d(`means.${t}`,o):n==="nothing"?d(e?"means.undone":"means.not-begun",o):d(`means.${n}`,o)}var Ht=["rolled-back-open","rolled-back-listed","rolled-back-unknown"];function Ot({last:e,runbook:t,state:{ending:n,left:r}}){if(r!=="nothing")return d(`next.${r}`);if(n==="confirmed")return d(t.finalize===void 0?"next.watch":"next.hold");if(n==="planned"||n==="proven")return;let o=e.findLast(({step:s})=>s==="list-written");return Ht.includes(String(o?.data.state))?d("next.settle"):d(n==="rolled-back"?"next.rolled-back":"next.again")}function Rt({last:e,state:t}){if(["planned","proven","confirmed","denied"].includes(t.ending))return;let r=e.filter(({error:s,verdict:i})=>s!==void 0||i==="fail")[0]??e.find(({verdict:s})=>s==="unproven");if(r===void 0)return;let[o]=kt(r);return{record:r,text:o?.text??r.error?.message??r.says}}import{values_duration$formatDuration as Tt}from"../core.mjs";import{values_instant$utc as Se}from"../core.mjs";import{quorum$quorumOf as zt}from"../runbook.mjs";var re=e=>[...(e.missing??[]).map(t=>({said:d("gap.missing",t)})),...At(e),...Mt(e),...Lt(e),...jt(e),...["bucket","gateway"].flatMap(t=>Pt(e,t)),...e.trees.length>0&&!e.runbook.verify.calibrate?[{said:d("gap.rule")}]:[],...Et(e)],At=({last:e})=>e.filter(({verdict:t})=>t==="unproven").map(({id:t,job:n,says:r})=>({said:d("gap.step",`${n} / ${t}`),quote:r}));function Mt({state:{ending:e},trees:t}){if(e==="unproven")return[];let n=["bucket","gateway"].filter(o=>!t.some(s=>s.layer===o)),r=t.some(({data:o})=>o.frozen===!0);return[...n.map(o=>({said:d(`gap.never-${o}`)})),...r||n.length>0?[]:[{said:d("gap.not-frozen")}]]}function Lt({approvals:e,counted:t,passedGate:n,runbook:r}){return n?e.length===0?[{said:d("gap.no-decisions")}]:[...t.met?[]:[{said:d("gap.quorum",t.people.length,zt(r))}],...t.unproven.map(s=>({said:d("gap.gate"),quote:s}))]:[]}var jt=({downtime:e})=>e.flatMap(({server:t,stretches:n})=>n.filter(({seconds:r})=>r===null).map(({says:r})=>({said:d("gap.downtime",t),quote:r})));function Pt({last:e,trees:t},n){let r=t.findLast(i=>i.layer===n);if(r===void 0)return[];let{paths:o}=r.data.tally;return[...["unproven","unreadable","filtered","pruned"].map(i=>[i,o[i]??0]).filter(([,i])=>i>0).map(([i,l])=>({said:d(`gap.${i}`,l,{t:`layers.${n}`})})),...qt(e,r),...n==="bucket"?Dt(t):[]]}function qt(e,{data:{recheck:t},layer:n}){if(t?.since===void 0||t.paths===void 0)return[];let{provenAt:r}=t.since;return[{said:d(`gap.since-${n}`,t.paths.unchanged,Ne(e,r))}]}function Dt(e){let t=e.findLast(({data:s,layer:i})=>i==="bucket"&&s.recheck?.since===void 0);if(t===void 0)return[];let{depth:n,sample:r,tally:o}=t.data;return n==="size"?[{said:d("gap.size")}]:r==="all"||r===void 0||r>=o.source.paths?n==="metadata"?[{said:d("gap.metadata")}]:[]:[{said:d(n==="metadata"?"gap.sample-metadata":"gap.sample",r)}]}function Et({last:e}){let t=e.findLast(({step:o})=>o==="switch-mount")?.data.watch,n=t?.looks.at(-1)?.ended;if(t===void 0||n===void 0)return[];let r=Tt(n-t.from);return[{said:d("gap.watch",Ne(e,new Date(n).toISOString()),r)}]}var Ne=(e,t)=>e[0]?.startedAt.slice(0,10)===t.slice(0,10)?Se(t).slice(11):Se(t);var Wt={check:"M7 16.5l6 6L25 10",back:"M13 8l-6 6l6 6M7 14h12a5.5 5.5 0 0 1 0 11h-5",stop:"M9 16h14",cross:"M10 10l12 12M22 10L10 22",question:"M11.5 12.5a4.5 4.5 0 1 1 6.5 4c-1.4.8-2 1.5-2 3.2M16 24v.3",plan:"M10 11h12M10 16h12M10 21h7"};function ae(e){let{mark:t,meaning:n,next:r,title:o,tone:s,why:i}=ne(e);return a`<div class="outcome is-${s}">
      <svg class="mark" viewBox="0 0 32 32" width="56" height="56" aria-hidden="true">
        <circle cx="16" cy="16" r="15" />
        <path d="${z(Wt[t])}" />
      </svg>
      <div>
        <h1>${w(o)}</h1>
        <p class="means">${w(n)}</p>
        ${r===void 0?void 0:a`<p class="next">${w(r)}</p>`}${i===void 0?void 0:a`<div class="why">
                <h2>${f("first.why")}</h2>
                <p>
                  <b>${u(`${i.record.job} / ${i.record.id}`,80)}</b> ${u(i.text)}
                </p>
              </div>`}${e.doubt===void 0||e.doubt===null?void 0:a`<div class="why">
                <h2>${f("first.doubt")}</h2>
                <p>${u(e.doubt)}</p>
              </div>`}
      </div>
    </div>
    <div class="facts">
      ${I(Ct(e),Gt(e))} ${I(f("first.downtime"),Bt(e))}
      ${I(f("first.files"),Ut(e))}
      ${I(f("first.digest"),Jt(e),"digest")}
    </div>
    ${_t(e)}`}var I=(e,t,n="")=>a`<div class="fact ${n}">
    <h2>${e}</h2>
    ${t}
  </div>`,Re=({approvals:e})=>e.filter(({state:t})=>t==="rejected"),Ct=e=>f(e.state.ending==="denied"&&Re(e).length>0?"first.denied":"first.approved");function Gt(e){let{counted:t,passedGate:n,runbook:r}=e,o=Re(e);if(e.state.ending==="denied"&&o.length>0)return a`<p class="big">${Oe(o.map(({user:l})=>l))}</p>`;if(!n)return a`<p class="big">${f("first.not-asked")}</p>`;let s=d("first.quorum",t.people.length,t.quorum),i=e.approvals.length===0?f("first.not-known"):t.people.length===0?f("first.nobody"):Oe(t.people);return a`<p class="big">${i}</p>
    <p>${w(s)} · ${u(It(r),120)}</p>`}var It=({gates:e})=>[...e.signOff,e.cutover].join(", "),Oe=e=>u([...new Set(e)].join(", "),120);function Bt({downtime:e}){if(e.length===0)return a`<p class="big">${f("first.none")}</p>
      <p>${f("first.no-downtime")}</p>`;let t=e.map(Ft),n=t.filter(i=>i!==void 0),r=n.length===t.length?a`${He(Math.max(...n)*1e3)}`:f("first.not-measured"),o=e.slice(0,oe).map(({server:i},l)=>{let p=t[l],c=p===void 0?f("first.not-measured"):a`${He(p*1e3)}`;return a`<li>${u(i,60)}${e.length===1?void 0:a`: ${c}`}</li>`}),s=e.length>oe?a`<li>… ${N(e.length-oe)}</li>`:void 0;return a`<p class="big">${r}</p>
    <ul>
      ${o}${s}
    </ul>`}var oe=6,Ft=({stretches:e})=>e.reduce((t,{seconds:n})=>t===void 0||n===null?void 0:t+n,0);function Ut(e){let[t,...n]=D(e),r=n.flatMap(({shares:i})=>i?.proven??[]);if(r.length===0)return a`<p class="big">${f("first.no-files")}</p>`;let o=Math.min(...r),s=d("first.paths",o,t.held??o);return a`<p class="big">${w(s)}</p>
    <p>${te(ee(e))}</p>`}function Jt({digest:e}){if(e===void 0)return a`<p>${f("first.no-digest")}</p>`;let t=e.match(/.{1,8}/g)??[];return a`<p><code>${t.map(n=>a`${n}<wbr />`)}</code></p>`}function _t(e){let t=re(e),n=t.map(({quote:r,said:o})=>a`<li>
        ${w(o)}${r===void 0?void 0:a` ${u(r,400)}`}
      </li>`);return a`<section class="gaps" id="gaps" aria-labelledby="gaps-title">
    <h2 id="gaps-title" ${b(d("gaps.title"))}>Not proven</h2>
    ${t.length===0?a`<p>${f("gaps.none")}</p>`:a`<ul>
            ${n}
          </ul>`}
  </section>`}import{values_bytes$formatBytes as ie}from"../core.mjs";import{values_instant$utc as Kt}from"../core.mjs";var E=["proven","differing","unproven","aside"];function de(e){let t=D(e);return a`<div>${Te(e,t,"wide")}${Te(e,t,"narrow")}</div>
    <p class="note">${en()} ${f("layers.aside-means")}</p>
    ${tn(t)}`}var M={width:250,height:122,gap:85,between:34};function Te(e,t,n){let r=n==="wide",o={...M,width:r?M.width:338},[s,i]=r?[3*o.width+2*o.gap,o.height+2]:[340,3*o.height+2*o.between+2],l=c=>r?[1+c*(o.width+o.gap-1),1]:[1,1+c*(o.height+o.between)],p=d("layers.picture");return a`<svg
    class="${n}"
    viewBox="0 0 ${s} ${i}"
    width="${s}"
    height="${i}"
    role="img"
    aria-labelledby="layers-${n}"
  >
    <title id="layers-${n}" ${b(p)}>${x(p)}</title>
    ${t.map((c,m)=>Vt(c,l(m),o.width))}${Xt(e).map((c,m)=>Qt(c,l(m+1),r))}
  </svg>`}function Vt(e,[t,n],r){let{held:o,name:s,place:i,shares:l}=e,p=t+14,c=o===void 0?void 0:d(s==="bucket"?"layers.objects":"layers.paths",o),m=e.bytes===void 0?"":ie(e.bytes);return a`<rect
      class="box"
      x="${t}"
      y="${n}"
      width="${r-2}"
      height="${M.height-2}"
      rx="6"
    />
    ${se(d(`layers.${s}`),[p,n+24],"name")}
    <text class="place" x="${p}" y="${n+42}">${Yt(i)}</text>
    ${c===void 0?void 0:se(c,[p,n+68],"many")}
    ${m===""?void 0:a`<text class="many bytes" x="${t+r-16}" y="${n+68}" text-anchor="end">${m}</text>`}
    ${s==="source"?void 0:Zt(l,[p,n+82],r-30)}`}var Yt=e=>e.length>34?`${e.slice(0,20)}\u2026${e.slice(-12)}`:e,se=(e,[t,n],r)=>a`<text class="${r}" x="${t}" y="${n}" ${b(e)}>${x(e)}</text>`;function Zt(e,[t,n],r){let o=e===void 0?0:E.reduce((g,h)=>g+e[h],0);if(e===void 0||o===0)return se(d("layers.not-looked"),[t,n+10],"place");let s=E.filter(g=>e[g]>0),i=r-4*s.length,l=t,p=s.map(g=>{let h=4+i*e[g]/o,y=a`<rect
      class="share is-${g}"
      x="${l.toFixed(1)}"
      y="${n}"
      width="${(h-1).toFixed(1)}"
      height="10"
      rx="2"
    />`;return l+=h,y}),c=s.find(g=>g!=="proven"),m=c===void 0?void 0:a`<text class="place" x="${t+r}" y="${n+28}" text-anchor="end"
          >${N(e[c])}
          <tspan ${b(d(`layers.${c}`))}>${x(d(`layers.${c}`))}</tspan></text
        >`;return a`${p}<text class="place" x="${t}" y="${n+28}"
      >${N(e.proven)}
      <tspan ${b(d("layers.proven"))}>${x(d("layers.proven"))}</tspan></text
    >${m}`}function Xt({last:e}){let t=e.filter(({step:o})=>o==="run-datasync").map(({data:o})=>o),n=o=>t.reduce((s,i)=>s+(o(i)??0),0),r=e.filter(({step:o})=>o==="refresh-cache").reduce((o,{data:s})=>o+(Array.isArray(s.events)?s.events.length:0),0);return[["DataSync",`+${N(n(({files:o})=>o?.done))}`,ie(n(({bytes:o})=>o?.done))],["RefreshCache",`\xD7${r}`]]}function Qt(e,[t,n],r){if(!r){let[p,c]=[30,n-M.between];return a`<path class="way" d="M${p} ${c}V${n-2}m-4 -6l4 6l4 -6" />
      <text class="place" x="${p+14}" y="${c+21}">${e.join(" \xB7 ")}</text>`}let[o,s]=[n+M.height/2,t-M.gap-1],i=s+M.gap/2,l=e.map((p,c)=>a`<text
        class="place"
        x="${i}"
        y="${c===0?o-8:o+3+c*15}"
        text-anchor="middle"
        >${p}</text
      >`);return a`<path class="way" d="M${s} ${o}H${t-2}m-6 -4l6 4l-6 4" />${l}`}var en=()=>a`<span class="legend"
    >${E.map(e=>a`<span class="key"><span class="swatch is-${e}"></span>${f(`layers.${e}`)}</span>`)}</span
  >`;function tn(e){let t=a`–`;return a`<details>
    <summary>${f("layers.table")}</summary>
    ${H({caption:d("layers.title"),heads:["layers.layer","layers.place","layers.held","layers.bytes",...E.map(n=>`layers.${n}`),"layers.when"],numbers:[2,3,4,5,6,7],rows:e.map(({bytes:n,held:r,name:o,place:s,shares:i,tree:l})=>[f(`layers.${o}`),u(s),r===void 0?t:a`${N(r)}`,n===void 0?t:a`${ie(n)}`,...E.map(p=>i===void 0?t:a`${N(i[p])}`),l===void 0?t:a`${Kt(l.record.startedAt)}<br />${w(d(l.data.frozen===!0?"layers.frozen":"layers.live"))}`])})}
  </details>`}var W=`:root{color-scheme:light dark;
--paper:#fff;--soft:#f5f6f8;--faint:#e9ecef;--line:#d5dae0;--edge:#8b949e;--ink:#1c2128;--quiet:#57606a;--link:#0b5cad;
--good:#1a7a3a;--calm:#44617f;--warn:#8f5a00;--bad:#b3261e;
--work:#7f93a8;--aws:#b9c6d3;--people:#d9c7f0;--down:#d9822b}
@media (prefers-color-scheme:dark){:root{
--paper:#101418;--soft:#181d23;--faint:#232a32;--line:#303842;--edge:#6e7781;--ink:#e6e9ec;--quiet:#9aa5b0;--link:#79b8ff;
--good:#4cc272;--calm:#9ab4cf;--warn:#dba63a;--bad:#ff8078;
--work:#7d92a8;--aws:#475564;--people:#7a64a3;--down:#e0893a}}
`;var B=`'use strict';
(() => {
  const all = (query) => Array.from(document.querySelectorAll(query));
  const byId = (id) => document.getElementById(id);
  const tables = JSON.parse(byId('words').textContent);
  let table = tables.en;

  const said = (name, gaps) =>
    (table[name] ?? name).replace(/\\{(\\d)\\}/g, (whole, gap) => {
      const value = gaps[Number(gap)] ?? '';
      return typeof value === 'string' ? value : (table[value.t] ?? '');
    });
  const tell = (element) => {
    const gaps = element.dataset.a === undefined ? [] : JSON.parse(element.dataset.a);
    element.textContent = said(element.dataset.t, gaps);
  };
  const speak = (language) => {
    table = tables[language];
    document.documentElement.lang = language;
    all('[data-t]').forEach(tell);
    for (const button of all('[data-l]'))
      button.setAttribute('aria-pressed', String(button.dataset.l === language));
  };

  document.documentElement.classList.add('with-script');
  for (const button of all('[data-l]'))
    button.addEventListener('click', () => speak(button.dataset.l));
  const known = (navigator.languages ?? [navigator.language])
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((language) => Object.hasOwn(tables, language));
  speak(known ?? 'en');

  const form = byId('filter');
  if (form !== null) {
    const rows = all('#difference-table > tbody > tr');
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const valueOf = (id) => byId(id)?.value ?? '';
    const show = () => {
      const wanted = valueOf('find').toLowerCase().split(' ').filter((part) => part !== '');
      const [verdict, check] = [valueOf('find-verdict'), valueOf('find-check')];
      let shown = 0;
      rows.forEach((row, i) => {
        const fits =
          (verdict === '' || row.dataset.v === verdict) &&
          (check === '' || row.dataset.c === check) &&
          wanted.every((part) => texts[i].includes(part));
        row.hidden = !fits;
        if (fits) shown += 1;
      });
      const count = byId('found').firstElementChild;
      count.dataset.a = JSON.stringify([String(shown), String(rows.length)]);
      tell(count);
    };
    form.addEventListener('input', show);
    form.addEventListener('submit', (event) => event.preventDefault());
  }
})();
`;var F=`${W}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1012px;padding:0 24px 64px;background:var(--paper);color:var(--ink);
font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Hiragino Sans","Noto Sans CJK JP","Noto Sans JP",Meiryo,"Liberation Sans",sans-serif}
h1,h2,p,ul,dl,dd{margin:0}
code,pre,.path{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","Noto Sans Mono CJK JP",monospace;font-size:.9em}
a{color:var(--link);text-underline-offset:2px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-999px}
.skip:focus{left:24px;top:8px;background:var(--paper);padding:4px 8px}
.aloud{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.quiet,.note{color:var(--quiet)}
.note{font-size:13px;margin-top:10px;max-width:76ch}
bdi,code{overflow-wrap:anywhere}
html:not(.with-script) .scripted{display:none!important}

header{display:flex;justify-content:space-between;gap:24px;padding:20px 0 14px;border-bottom:1px solid var(--line);font-size:14px}
.languages{display:flex;flex:none;align-self:flex-start}
.languages button{font:inherit;font-size:13px;color:var(--quiet);background:none;border:1px solid var(--line);padding:3px 10px;cursor:pointer}
.languages button:first-child{border-radius:6px 0 0 6px}
.languages button:last-child{border-radius:0 6px 6px 0;border-left:0}
.languages button[aria-pressed=true]{color:var(--ink);background:var(--soft);font-weight:600}

.outcome{display:flex;gap:22px;padding:30px 0 26px}
.mark{flex:none;margin-top:3px}
.mark circle{fill:var(--tone)}
.mark path{fill:none;stroke:var(--paper);stroke-width:2.6;stroke-linecap:round;stroke-linejoin:round}
.is-good{--tone:var(--good)}.is-calm{--tone:var(--calm)}.is-warn{--tone:var(--warn)}.is-bad{--tone:var(--bad)}
h1{font-size:38px;line-height:1.2;letter-spacing:-.015em;font-weight:680;color:var(--tone)}
.means{font-size:19px;line-height:1.45;margin-top:6px;max-width:46em}
.next{margin-top:8px;font-weight:600}
.why{margin-top:16px;padding-left:14px;border-left:3px solid var(--tone);max-width:76ch}
.why h2{font-size:13px;font-weight:600;color:var(--quiet)}
.facts{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.fact{padding:14px 18px 16px;border-left:1px solid var(--line);font-size:14px}
.fact:first-child{padding-left:0;border-left:0}
.fact h2{font-size:13px;font-weight:500;color:var(--quiet)}
.fact ul{list-style:none;padding:0;color:var(--quiet)}
.big{font-size:19px;line-height:1.35;font-weight:600;margin:3px 0;overflow-wrap:anywhere}
.gaps{padding:20px 0 0}
.gaps ul{padding-left:20px;margin-top:6px;max-width:80ch}
.gaps li{margin:3px 0}
.gaps li::marker{color:var(--warn)}

section{padding-top:40px}
section>h2{font-size:20px;line-height:1.3;letter-spacing:-.01em;font-weight:650;margin-bottom:12px}
.gaps>h2{font-size:16px;margin:0;letter-spacing:0}
section p+p{margin-top:6px}
.files{padding-left:20px;margin:6px 0 0}
.pairs div{display:grid;grid-template-columns:minmax(120px,220px) minmax(0,1fr);gap:16px;padding:3px 0}
.pairs dt{color:var(--quiet)}
.pairs dd{overflow-wrap:anywhere}
pre{background:var(--soft);padding:12px 14px;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere;margin:10px 0;line-height:1.5}

table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;font-weight:500;color:var(--quiet);font-size:13px;border-bottom:1px solid var(--line);padding:6px 14px 6px 0;vertical-align:bottom;white-space:nowrap}
td{padding:8px 14px 8px 0;border-bottom:1px solid var(--faint);vertical-align:top;overflow:clip}
td .head{display:none}
.short{min-width:6.5em}
.short bdi{overflow-wrap:break-word}
.number{text-align:right;font-variant-numeric:tabular-nums}
td p+p,td details{margin-top:4px}
td .quiet,time{font-variant-numeric:tabular-nums;white-space:nowrap}
.verdict{font-weight:600}
.verdict.is-pass{color:var(--good)}.verdict.is-fail{color:var(--bad)}.verdict.is-unproven{color:var(--warn)}
.problem{color:var(--bad)}
.warning b{color:var(--warn);font-weight:600}
summary{cursor:pointer;color:var(--quiet);font-size:13px}
details .pairs{font-size:13px;padding:6px 0 2px}
.hash{overflow-wrap:anywhere}
.symbols{white-space:pre-wrap;letter-spacing:.15em}
.path{overflow-wrap:anywhere}
.check{color:var(--quiet)}
.controls{display:flex;flex-wrap:wrap;gap:10px 16px;align-items:end;margin:14px 0 8px}
.controls label{display:grid;min-width:0;max-width:100%;gap:3px;font-size:13px;color:var(--quiet)}
.controls label:first-child{flex:1 1 260px}
.controls input,.controls select{font:inherit;font-size:15px;color:var(--ink);background:var(--paper);border:1px solid var(--edge);border-radius:6px;padding:5px 9px;min-height:36px;max-width:100%}
.controls p{font-size:13px;color:var(--quiet);padding-bottom:8px}

svg.narrow{display:none}
svg.wide{width:100%;height:auto}
svg text{fill:var(--ink);font-size:12.5px;font-family:inherit}
.axis,.place{fill:var(--quiet)}
svg .axis,svg .place{fill:var(--quiet);font-size:11.5px;font-variant-numeric:tabular-nums}
.tick{stroke:var(--faint)}
.cut{fill:none;stroke:var(--quiet)}
.work{fill:var(--work)}.aws{fill:var(--aws)}.people{fill:var(--people)}
.source{fill:var(--calm)}.gateway{fill:var(--good)}.down{fill:var(--down)}
rect.is-fail{fill:var(--bad)}rect.is-unproven{fill:var(--warn)}
.box{fill:var(--soft);stroke:var(--line)}
svg .name{font-size:15px;font-weight:650}
svg .many{font-size:15px;font-weight:600}
svg .bytes{font-weight:400;fill:var(--quiet)}
.way{fill:none;stroke:var(--quiet);stroke-width:1.4}
.share.is-proven{fill:var(--good)}.share.is-differing{fill:var(--bad)}.share.is-unproven{fill:var(--warn)}.share.is-aside{fill:var(--edge)}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;margin-bottom:4px}
.key{display:inline-flex;align-items:center;gap:6px;white-space:nowrap}
.swatch{width:12px;height:10px;border-radius:2px;background:var(--edge)}
.swatch.is-work{background:var(--work)}.swatch.is-aws{background:var(--aws)}.swatch.is-people{background:var(--people)}
.swatch.is-fail,.swatch.is-differing{background:var(--bad)}.swatch.is-unproven{background:var(--warn)}
.swatch.is-source,.swatch.is-gateway{height:4px;background:var(--calm)}.swatch.is-gateway,.swatch.is-proven{background:var(--good)}
.swatch.is-down{background:var(--down)}
#layers table{margin-top:14px}
footer{margin-top:48px;padding-top:14px;border-top:1px solid var(--line);font-size:13px;color:var(--quiet)}
${nn()}${rn()}`;function nn(){return`@media (max-width:720px){
body{padding:0 16px 48px}
header{flex-direction:column;gap:10px}
.outcome{gap:14px;padding:22px 0 20px}
.mark{width:38px;height:38px}
h1{font-size:30px}
.means{font-size:17px}
.facts{grid-template-columns:minmax(0,1fr)}
.fact,.fact:first-child{border-left:0;padding:10px 0}
.fact+.fact{border-top:1px solid var(--faint)}
section{padding-top:32px}
.pairs div{grid-template-columns:minmax(0,1fr);gap:0;padding:5px 0}
svg.wide{display:none}
svg.narrow{display:block;max-width:100%;height:auto}
table,tbody,tr,td{display:block;width:auto}
tr[hidden]{display:none}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{padding:10px 0;border-bottom:1px solid var(--line)}
td,td.number{border:0;padding:2px 0;text-align:left;display:grid;grid-template-columns:88px minmax(0,1fr);gap:0 10px}
td>*{grid-column:2}
td>.head{display:block;grid-column:1;grid-row:1/span 9;color:var(--quiet);font-size:13px}
td br{display:none}
#difference-table td:has(>.head:only-child){display:none}
#step-table tr{display:grid;grid-template-columns:auto 1fr;gap:0 12px}
#step-table td{display:block}
#step-table .head{display:none}
#step-table td:last-child{grid-column:1/-1}
}
`}function rn(){return`@media print{
${W.slice(0,W.indexOf("@media"))}
@page{margin:14mm}
body{max-width:none;padding:0;font-size:10.5pt}
.scripted,.skip,summary{display:none!important}
details:not([open]){display:none}
tr,.fact,.outcome,svg,.pairs div{break-inside:avoid}
h2{break-after:avoid}
.mark circle,rect,.swatch{print-color-adjust:exact;-webkit-print-color-adjust:exact}
a{color:inherit}
}
`}const{createHash:wn}=process.getBuiltinModule("node:crypto");import{values_duration$formatDuration as pn}from"../core.mjs";import{values_instant$utc as pe}from"../core.mjs";function le(e,{left:t,right:n,room:r}){let o=on(e),s=Math.max(1,o.reduce((h,{from:y,to:k})=>h+k-y,0)),i=Math.max(3e4,s*.25),l=o.flatMap((h,y)=>{let k=o[y+1],O={...h,length:h.to-h.from,cut:!1};if(k===void 0)return[O];let $=k.from-h.to,R=$>i;return[O,{from:h.to,to:k.from,length:R?s*.08:$,cut:R}]}),p=Math.max(1,l.reduce((h,{length:y})=>h+y,0)),c=(n-t)/p,m=h=>{let y=t;for(let{from:k,to:O,length:$}of l){if(h<=O){let R=O===k?0:Math.max(0,h-k)/(O-k);return y+R*$*c}y+=$*c}return n},g=l.filter(({cut:h})=>h).map(({from:h,to:y})=>m((h+y)/2));return{x:m,cuts:g,ticks:an(l,{x:m,perMs:c,room:r})}}function on(e){let t=[];for(let n of[...e].sort((r,o)=>r.from-o.from)){let r=t.at(-1);r!==void 0&&n.from<=r.to?t[t.length-1]={from:r.from,to:Math.max(r.to,n.to)}:t.push(n)}return t}var Ae=1e3,Me=60*Ae,Le=60*Me,ze=[...[1,2,5,10,15,30].map(e=>e*Ae),...[1,2,5,10,15,30].map(e=>e*Me),...[1,2,3,6,12,24,48,120,240].map(e=>e*Le)];function an(e,{x:t,perMs:n,room:r}){let o=ze.find(i=>i*n>=r)??ze.at(-1)??Le,s=[];for(let{from:i,to:l,cut:p}of e)if(!p)for(let c=Math.ceil(i/o)*o;c<=l;c+=o){let m=s.at(-1);(m===void 0||t(c)-t(m)>=r)&&s.push(c)}return s}function ce({downtime:e,records:t}){let n=new Set(t.map(({attempt:i})=>i)),r=[...Map.groupBy(t,({attempt:i,job:l})=>`${i} ${l}`).values()].map(i=>dn(i,n.size>1)),o=qe(t),s=[...n].flatMap(i=>ln(t.filter(l=>l.attempt===i)));return{jobs:[...r,...s].sort((i,l)=>je(i)-je(l)),servers:o===void 0?[]:e.map(i=>cn(i,o))}}var je=({bars:e})=>Math.min(...e.map(({from:t})=>t));function qe(e){if(e.length!==0)return{from:e.reduce((t,{startedAt:n})=>Math.min(t,v(n)),1/0),to:e.reduce((t,{endedAt:n})=>Math.max(t,v(n)),-1/0)}}var sn=new Set(["run-datasync","refresh-cache"]);function dn(e,t){let{attempt:n=1,job:r=""}=e[0]??{};return{name:t?`${r} (${n})`:r,bars:e.map(({endedAt:o,id:s,startedAt:i,step:l,verdict:p,error:c})=>({from:v(i),to:v(o),kind:sn.has(l)?"aws":"work",verdict:c===void 0?p:"fail",label:s===l?l:`${s} (${l})`}))}}var Pe=new Set(["plan","sync","verify","refresh","ask"]);function ln(e){let t=qe(e.filter(({job:s})=>Pe.has(s))),n=e.find(({job:s})=>!Pe.has(s)),r=e.some(({id:s,job:i})=>i==="ask"&&s==="proven");return t===void 0||n===void 0||!(r||n.job==="cutover")?[]:[{name:void 0,bars:[{...{from:t.to,to:v(n.startedAt),kind:"people",verdict:"pass"},label:""}]}]}function cn({server:e,stretches:t},n){let r=[],o=n.from,s="source",i=(l,p="pass")=>{l.to>l.from&&r.push({...l,verdict:p})};for(let{from:l,says:p,seconds:c,then:m,to:g}of t){let h=l===void 0?o:v(l),y=g===void 0?n.to:v(g),k=c===null?y:Math.min(y,h+c*1e3);i({from:o,to:h,kind:s,label:""}),i({from:h,to:k,kind:"down",label:p},c===null?"unproven":"pass"),s=m??"down",o=k}return s!=="down"&&i({from:o,to:n.to,kind:s,label:""}),{name:e,bars:r}}var fn={name:"wide",width:920,left:168,lane:28,bar:14,room:88},mn={name:"narrow",width:340,left:2,lane:42,bar:14,room:74},P=42,un=14;function fe(e){let t=ce(e);return t.jobs.length===0?a`<p ${b(d("time.none"))}>No step has left a record.</p>`:a`<div>${De(t,fn)}${De(t,mn)}</div>`}function De({jobs:e,servers:t},n){let{bar:r,lane:o,left:s,name:i,room:l,width:p}=n,c=e.flatMap($=>$.bars),m=le(c.filter(({kind:$})=>$!=="people"),{left:s,right:p-2,room:l}),g=P+e.length*o+un,h=g+t.length*o+(r-8),y=U(Math.min(...c.map($=>$.from))),k=U(Math.max(...c.map($=>$.to))),O=d("time.picture",pe(y),pe(k));return a`<svg
    class="${i}"
    viewBox="0 0 ${p} ${h}"
    width="${p}"
    height="${h}"
    role="img"
    aria-labelledby="time-${i}"
  >
    <title id="time-${i}" ${b(O)}>${x(O)}</title>
    ${hn(m,n,h)}${e.map(($,R)=>Ee($,P+R*o,{form:n,scale:m}))}
    ${t.map(($,R)=>Ee($,g+R*o,{form:n,scale:m}))}
  </svg>`}function hn({cuts:e,ticks:t,x:n},{width:r},o){let s=t.some(c=>c%6e4!==0),i="",l=t.map(c=>{let m=U(c),g=m.slice(11,s?19:16),h=m.slice(0,10)!==i;i=m.slice(0,10);let y=n(c)>r-44?"end":n(c)<30?"start":"middle";return a`<line
        class="tick"
        x1="${A(n(c))}"
        x2="${A(n(c))}"
        y1="${P-6}"
        y2="${o}"
      />
      <text class="axis" x="${A(n(c))}" y="${P-11}" text-anchor="${y}">${g}</text
      >${h?a`<text class="axis day" x="${A(n(c))}" y="12" text-anchor="${y}"
              >${i}</text
            >`:void 0}`}),p=e.map(c=>a`<path
        class="cut"
        d="M${A(c-5)} ${P-4}l4 8l-4 8M${A(c+1)} ${P-4}l4 8l-4 8"
      />`);return a`${l}${p}`}function Ee(e,t,{form:n,scale:r}){let{bar:o,left:s}=n,i=n.name==="narrow",l=i?t+18:t+(n.lane-o)/2,[p,c,m]=i?[s,t+12,44]:[0,l+o-3,24],g=e.name===void 0?a`<text class="lane" x="${p}" y="${c}" ${b(d("time.approval"))}
          >${x(d("time.approval"))}</text
        >`:a`<text class="lane" x="${p}" y="${c}">${L(e.name,m)}</text>`;return a`${g}${e.bars.map(h=>yn(h,l,{form:n,scale:r}))}`}var gn={work:d("time.work"),aws:d("time.aws"),people:d("time.people"),source:d("time.source"),down:d("time.down"),gateway:d("time.gateway")};function yn({from:e,kind:t,label:n,to:r,verdict:o},s,{form:i,scale:l}){let[p,c]=[l.x(e),l.x(r)],m=t==="source"||t==="gateway",[g,h]=m?[s+i.bar/2-2,4]:[s,i.bar],y=Math.max(1.5,c-p-(m?0:1)),k=n===""?x(gn[t]):n;return a`<rect
    class="${t} is-${o}"
    x="${A(p)}"
    y="${g}"
    width="${A(y)}"
    height="${h}"
    rx="2"
    ><title>${k}, ${pn(r-e)}, ${pe(U(e))}</title></rect
  >`}var A=e=>String(Math.round(e*10)/10),U=e=>new Date(e).toISOString();var me={"page.title":"\u30AB\u30C3\u30C8\u30AA\u30FC\u30D0\u30FC\u5831\u544A","page.attempt":"\u8A66\u884C {0}","page.skip":"\u5831\u544A\u306E\u672C\u6587\u3078","ending.planned":"\u8A08\u753B\u6E08\u307F","ending.proven":"\u8A3C\u660E\u6E08\u307F","ending.confirmed":"\u78BA\u8A8D\u6E08\u307F","ending.denied":"\u5374\u4E0B","ending.rolled-back":"\u30ED\u30FC\u30EB\u30D0\u30C3\u30AF\u6E08\u307F","ending.failed":"\u5931\u6557","ending.unproven":"\u672A\u8A3C\u660E","means.planned":"\u4F55\u3082\u5909\u66F4\u3057\u3066\u3044\u307E\u305B\u3093\u3002\u30A2\u30D7\u30EA\u30B1\u30FC\u30B7\u30E7\u30F3\u306F\u3001\u3053\u308C\u307E\u3067\u3069\u304A\u308A\u79FB\u884C\u5143\u306E {0} \u3092\u4F7F\u3063\u3066\u3044\u307E\u3059\u3002","means.proven":"\u3059\u3079\u3066\u306E\u30D5\u30A1\u30A4\u30EB\u304C\u30D0\u30B1\u30C3\u30C8\u3068\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u306B\u3042\u308A\u307E\u3059\u3002\u5207\u308A\u66FF\u3048\u306F\u3057\u3066\u3044\u307E\u305B\u3093\u3002\u30A2\u30D7\u30EA\u30B1\u30FC\u30B7\u30E7\u30F3\u306F\u3001\u3053\u308C\u307E\u3067\u3069\u304A\u308A\u79FB\u884C\u5143\u306E {0} \u3092\u4F7F\u3063\u3066\u3044\u307E\u3059\u3002","means.confirmed":"\u30A2\u30D7\u30EA\u30B1\u30FC\u30B7\u30E7\u30F3\u306F\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u306E {0} \u3092\u4F7F\u3063\u3066\u3044\u307E\u3059\u3002\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u7D4C\u7531\u3067\u66F8\u3044\u305F\u30D5\u30A1\u30A4\u30EB\u304C\u30D0\u30B1\u30C3\u30C8\u306B\u3042\u308A\u307E\u3059\u3002","means.denied":"\u5207\u308A\u66FF\u3048\u306F\u3057\u3066\u3044\u307E\u305B\u3093\u3002\u30A2\u30D7\u30EA\u30B1\u30FC\u30B7\u30E7\u30F3\u306F\u3001\u3053\u308C\u307E\u3067\u3069\u304A\u308A\u79FB\u884C\u5143\u306E {0} \u3092\u4F7F\u3063\u3066\u3044\u307E\u3059\u3002","means.rolled-back":"\u30AB\u30C3\u30C8\u30AA\u30FC\u30D0\u30FC\u3092\u5143\u306B\u623B\u3057\u307E\u3057\u305F\u3002\u30A2\u30D7\u30EA\u30B1\u30FC\u30B7\u30E7\u30F3\u306F\u518D\u3073\u79FB\u884C\u5143\u306E {0} \u3092\u4F7F\u3063\u3066\u3044\u307E\u3059\u3002","means.undone":"\u59CB\u3081\u305F\u4F5C\u696D\u306F\u5143\u306B\u623B\u3057\u307E\u3057\u305F\u3002\u30A2\u30D7\u30EA\u30B1\u30FC\u30B7\u30E7\u30F3\u306F\u518D\u3073\u79FB\u884C\u5143\u306E {0} \u3092\u4F7F\u3063\u3066\u3044\u307E\u3059\u3002","means.not-begun":"\u4F55\u3082\u59CB\u3081\u3066\u3044\u307E\u305B\u3093\u3002\u30A2\u30D7\u30EA\u30B1\u30FC\u30B7\u30E7\u30F3\u306F\u3001\u3053\u308C\u307E\u3067\u3069\u304A\u308A\u79FB\u884C\u5143\u306E {0} \u3092\u4F7F\u3063\u3066\u3044\u307E\u3059\u3002","means.frozen":"{0} \u304C\u8AAD\u307F\u53D6\u308A\u5C02\u7528\u306E\u307E\u307E\u306E\u30B5\u30FC\u30D0\u30FC\u304C\u3042\u308A\u307E\u3059\u3002\u305D\u3053\u3067\u306F\u30A2\u30D7\u30EA\u30B1\u30FC\u30B7\u30E7\u30F3\u306F\u8AAD\u3081\u307E\u3059\u304C\u3001\u66F8\u3051\u307E\u305B\u3093\u3002","means.switched":"{0} \u304C\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u306E\u307E\u307E\u306E\u30B5\u30FC\u30D0\u30FC\u304C\u3042\u308B\u304B\u3082\u3057\u308C\u307E\u305B\u3093\u3002","means.split":"\u5FDC\u7B54\u3057\u306A\u3044\u30B5\u30FC\u30D0\u30FC\u304C\u3042\u308A\u3001\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u3092\u901A\u3058\u3066\u66F8\u304D\u8FBC\u3080\u304A\u305D\u308C\u304C\u3042\u308A\u307E\u3059\u3002\u305D\u306E\u305F\u3081\u79FB\u884C\u5143\u306E {0} \u306F\u3001\u3059\u3079\u3066\u306E\u30B5\u30FC\u30D0\u30FC\u3067\u8AAD\u307F\u53D6\u308A\u5C02\u7528\u306E\u307E\u307E\u3067\u3059\u3002","means.silent":"\u5FDC\u7B54\u3057\u306A\u3044\u30B5\u30FC\u30D0\u30FC\u304C\u3042\u308A\u307E\u3059\u3002\u305D\u3053\u3067 {0} \u3092\u4F55\u304C\u63D0\u4F9B\u3057\u3066\u3044\u308B\u304B\u306F\u5206\u304B\u308A\u307E\u305B\u3093\u3002\u307B\u304B\u306E\u30B5\u30FC\u30D0\u30FC\u306F\u518D\u3073\u79FB\u884C\u5143\u3092\u4F7F\u3063\u3066\u3044\u307E\u3059\u3002","means.unknown":"{0} \u3092\u4F55\u304C\u63D0\u4F9B\u3057\u3066\u3044\u308B\u304B\u3001\u8A18\u9332\u304B\u3089\u306F\u5206\u304B\u308A\u307E\u305B\u3093\u3002","next.frozen":"\u4ECA\u3059\u3050\uFF1A\u30ED\u30FC\u30EB\u30D0\u30C3\u30AF\u3092\u958B\u59CB\u3059\u308B\u304B\u3001\u624B\u4F5C\u696D\u3067\u79FB\u884C\u5143\u306E\u51CD\u7D50\u3092\u89E3\u9664\u3057\u3066\u304F\u3060\u3055\u3044\u3002","next.switched":"\u4ECA\u3059\u3050\uFF1A\u30ED\u30FC\u30EB\u30D0\u30C3\u30AF\u3092\u958B\u59CB\u3059\u308B\u304B\u3001\u5404\u30B5\u30FC\u30D0\u30FC\u306E\u30DE\u30A6\u30F3\u30C8\u3092\u624B\u4F5C\u696D\u3067\u78BA\u8A8D\u3057\u3066\u304F\u3060\u3055\u3044\u3002","next.split":"\u4ECA\u3059\u3050\uFF1A\u305D\u306E\u30B5\u30FC\u30D0\u30FC\u3092\u30AA\u30F3\u30E9\u30A4\u30F3\u306B\u623B\u3057\u3001\u30B8\u30E7\u30D6 rollback \u3092\u518D\u5B9F\u884C\u3057\u3066\u304F\u3060\u3055\u3044\u3002\u307E\u305F\u306F although-split \u3092\u4ED8\u3051\u3066\u30EF\u30FC\u30AF\u30D5\u30ED\u30FC Rollback \u3092\u958B\u59CB\u3057\u3066\u304F\u3060\u3055\u3044\u3002","next.silent":"\u4ECA\u3059\u3050\uFF1A\u305D\u306E\u30B5\u30FC\u30D0\u30FC\u3092\u30AA\u30F3\u30E9\u30A4\u30F3\u306B\u623B\u3057\u3001\u30B8\u30E7\u30D6 rollback \u3092\u518D\u5B9F\u884C\u3057\u3066\u304F\u3060\u3055\u3044\u3002","next.unknown":"\u4ECA\u3059\u3050\uFF1A\u4F55\u3088\u308A\u3082\u5148\u306B\u3001\u5404\u30B5\u30FC\u30D0\u30FC\u306E\u30DE\u30A6\u30F3\u30C8\u3092\u78BA\u8A8D\u3057\u3066\u304F\u3060\u3055\u3044\u3002","next.watch":"\u6B21\u306B\uFF1A\u30A2\u30D7\u30EA\u30B1\u30FC\u30B7\u30E7\u30F3\u3092\u898B\u5B88\u3063\u3066\u304F\u3060\u3055\u3044\u3002\u30ED\u30FC\u30EB\u30D0\u30C3\u30AF\u306F\u5F15\u304D\u7D9A\u304D\u53EF\u80FD\u3067\u3059\u3002","next.hold":"\u6B21\u306B\uFF1A\u4FDD\u7559\u671F\u9593\u306E\u3042\u3044\u3060\u30A2\u30D7\u30EA\u30B1\u30FC\u30B7\u30E7\u30F3\u3092\u898B\u5B88\u3063\u3066\u304F\u3060\u3055\u3044\u3002\u305D\u306E\u5F8C\u306B\u79FB\u884C\u3092\u5B8C\u4E86\u3067\u304D\u307E\u3059\u3002","next.settle":"\u6B21\u306B\uFF1A\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u7D4C\u7531\u3067\u66F8\u304B\u308C\u305F\u3082\u306E\u3092\u51E6\u7406\u3057\u3066\u304F\u3060\u3055\u3044\u3002\u30B8\u30E7\u30D6 list-written \u306B\u4E00\u89A7\u304C\u3042\u308A\u307E\u3059\u3002\u305D\u308C\u307E\u3067\u65B0\u3057\u3044\u5B9F\u884C\u306F\u59CB\u3081\u3089\u308C\u307E\u305B\u3093\u3002","next.again":"\u6B21\u306B\uFF1A\u3084\u308A\u76F4\u3059\u306B\u306F\u65B0\u3057\u3044\u5B9F\u884C\u3092\u958B\u59CB\u3057\u3066\u304F\u3060\u3055\u3044\u3002\u8A3C\u660E\u306F\u65B0\u3057\u304F\u4F5C\u3089\u308C\u307E\u3059\u3002","next.rolled-back":"\u6B21\u306B\uFF1A\u3084\u308A\u76F4\u3059\u306B\u306F\u300CRe-run failed jobs\u300D\u3092\u4F7F\u3063\u3066\u304F\u3060\u3055\u3044\u3002\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u7D4C\u7531\u3067\u66F8\u304D\u8FBC\u307E\u308C\u305F\u30D5\u30A1\u30A4\u30EB\u304C\u3042\u308B\u5834\u5408\u306F\u3001\u65B0\u3057\u3044\u5B9F\u884C\u3092\u958B\u59CB\u3057\u3066\u304F\u3060\u3055\u3044\u3002","first.why":"\u5148\u3078\u9032\u307E\u306A\u304B\u3063\u305F\u7406\u7531","first.doubt":"\u30B5\u30FC\u30D0\u30FC\u306E\u72B6\u614B\u306F\u8A18\u9332\u3068\u7570\u306A\u308A\u307E\u3059","first.approved":"\u627F\u8A8D\u8005","first.denied":"\u5374\u4E0B\u3057\u305F\u4EBA","first.nobody":"\u306A\u3057","first.not-asked":"\u627F\u8A8D\u306F\u6C42\u3081\u3089\u308C\u3066\u3044\u307E\u305B\u3093","first.not-known":"\u4E0D\u660E","first.quorum":"{1} \u4EBA\u4E2D {0} \u4EBA","first.downtime":"\u505C\u6B62\u6642\u9593","first.none":"\u306A\u3057","first.no-downtime":"\u3069\u306E\u30B5\u30FC\u30D0\u30FC\u3082\u51CD\u7D50\u3057\u3066\u3044\u307E\u305B\u3093","first.not-measured":"\u6E2C\u5B9A\u3067\u304D\u305A","first.files":"\u6700\u5F8C\u306E\u7167\u5408\u3067\u8A3C\u660E","first.paths":"{1} \u30D1\u30B9\u4E2D {0}","first.no-files":"\u5168\u30D5\u30A1\u30A4\u30EB\u306E\u7167\u5408\u306A\u3057","first.differences":"\u76F8\u9055 {0} \u4EF6","first.no-differences":"\u76F8\u9055\u306A\u3057","first.digest":"\u8A3C\u8DE1\u306E\u30C0\u30A4\u30B8\u30A7\u30B9\u30C8","first.no-digest":"\u8A3C\u8DE1\u306B\u30C0\u30A4\u30B8\u30A7\u30B9\u30C8\u304C\u3042\u308A\u307E\u305B\u3093\u3002","gaps.title":"\u8A3C\u660E\u3057\u3066\u3044\u306A\u3044\u3053\u3068","gaps.none":"\u8A3C\u8DE1\u306B\u306F\u3001\u8A3C\u660E\u3057\u3066\u3044\u306A\u3044\u3053\u3068\u306E\u8A18\u8F09\u304C\u3042\u308A\u307E\u305B\u3093\u3002","gap.missing":"\u30B8\u30E7\u30D6 {0} \u306F\u6210\u529F\u3057\u307E\u3057\u305F\u304C\u3001\u8A18\u9332\u3092\u6B8B\u3057\u3066\u3044\u307E\u305B\u3093\u3002","gap.step":"\u30B9\u30C6\u30C3\u30D7 {0} \u306F\u4F55\u3082\u8A3C\u660E\u3057\u3066\u3044\u307E\u305B\u3093\uFF1A","gap.never-bucket":"\u30D0\u30B1\u30C3\u30C8\u306E\u30D5\u30A1\u30A4\u30EB\u5168\u4F53\u3092\u7167\u5408\u3057\u305F\u3053\u3068\u304C\u3042\u308A\u307E\u305B\u3093\u3002","gap.never-gateway":"\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u306E\u30D5\u30A1\u30A4\u30EB\u5168\u4F53\u3092\u7167\u5408\u3057\u305F\u3053\u3068\u304C\u3042\u308A\u307E\u305B\u3093\u3002","gap.not-frozen":"\u6700\u5F8C\u306E\u7167\u5408\u306E\u3068\u304D\u79FB\u884C\u5143\u306F\u51CD\u7D50\u3057\u3066\u3044\u307E\u305B\u3093\u3002\u305D\u306E\u5F8C\u306E\u5909\u66F4\u306F\u8A3C\u660E\u3057\u3066\u3044\u307E\u305B\u3093\u3002","gap.no-decisions":"\u8AB0\u304C\u627F\u8A8D\u3057\u305F\u304B\u5206\u304B\u308A\u307E\u305B\u3093\u3002","gap.quorum":"\u627F\u8A8D\u3057\u305F\u3068\u5206\u304B\u3063\u3066\u3044\u308B\u306E\u306F {0} \u4EBA\u3067\u3059\u3002\u30E9\u30F3\u30D6\u30C3\u30AF\u306F {1} \u4EBA\u3092\u6C42\u3081\u3066\u3044\u307E\u3059\u3002","gap.gate":"\u8AB0\u304C\u901A\u3057\u305F\u304B\u5206\u304B\u3089\u306A\u3044\u30B2\u30FC\u30C8\u304C\u3042\u308A\u307E\u3059\uFF1A","gap.downtime":"{0} \u306E\u505C\u6B62\u6642\u9593\uFF1A","gap.unproven":"\u5224\u5B9A\u306E\u306A\u3044\u30D1\u30B9\uFF1A{0}\uFF08{1}\uFF09\u3002","gap.unreadable":"\u8AAD\u3081\u306A\u3044\u30D1\u30B9\uFF1A{0}\uFF08{1}\uFF09\u3002","gap.filtered":"\u30BF\u30B9\u30AF\u306E\u30D5\u30A3\u30EB\u30BF\u30FC\u3067\u9664\u304B\u308C\u3001\u7167\u5408\u3057\u3066\u3044\u306A\u3044\u30D1\u30B9\uFF1A{0}\uFF08{1}\uFF09\u3002","gap.pruned":"\u30B9\u30CA\u30C3\u30D7\u30B7\u30E7\u30C3\u30C8\u3084\u958B\u3044\u305F\u307E\u307E\u306E\u30D5\u30A1\u30A4\u30EB\u306E\u30AA\u30D6\u30B8\u30A7\u30AF\u30C8\u3067\u3001\u7167\u5408\u3057\u3066\u3044\u306A\u3044\u3082\u306E\uFF1A{0}\uFF08{1}\uFF09\u3002","gap.since-bucket":"\u30D0\u30B1\u30C3\u30C8\uFF1A\u51CD\u7D50\u5F8C\u3001{0} \u30D1\u30B9\u306F\u7167\u5408\u3057\u76F4\u3057\u3066\u3044\u307E\u305B\u3093\u3002{1} \u306E\u8A3C\u660E\u306B\u57FA\u3065\u304D\u3001\u305D\u306E\u5F8C\u79FB\u884C\u5143\u3067\u5909\u308F\u3063\u3066\u3044\u307E\u305B\u3093\u3002","gap.since-gateway":"\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\uFF1A\u51CD\u7D50\u5F8C\u3001{0} \u30D1\u30B9\u306F\u7167\u5408\u3057\u76F4\u3057\u3066\u3044\u307E\u305B\u3093\u3002{1} \u306E\u8A3C\u660E\u306B\u57FA\u3065\u304D\u3001\u305D\u306E\u5F8C\u79FB\u884C\u5143\u3067\u5909\u308F\u3063\u3066\u3044\u307E\u305B\u3093\u3002","gap.size":"\u5185\u5BB9\u306F\u8AAD\u3093\u3067\u3044\u307E\u305B\u3093\u3002\u30B5\u30A4\u30BA\u3068\u6642\u523B\u3067\u5224\u65AD\u3057\u307E\u3057\u305F\u3002","gap.metadata":"\u5185\u5BB9\u306F\u8AAD\u3093\u3067\u3044\u307E\u305B\u3093\u3002\u30B5\u30A4\u30BA\u3001\u6642\u523B\u3001\u30E1\u30BF\u30C7\u30FC\u30BF\u3067\u5224\u65AD\u3057\u307E\u3057\u305F\u3002","gap.sample":"\u5168\u4F53\u3092\u8AAD\u3093\u3060\u30D5\u30A1\u30A4\u30EB\u306F\u6700\u5927 {0} \u4EF6\u3067\u3059\u3002\u307B\u304B\u306F\u30B5\u30A4\u30BA\u3068\u6642\u523B\u3067\u5224\u65AD\u3057\u307E\u3057\u305F\u3002","gap.sample-metadata":"\u5185\u5BB9\u306F\u8AAD\u3093\u3067\u3044\u307E\u305B\u3093\u3002\u30E1\u30BF\u30C7\u30FC\u30BF\u3092\u8AAD\u3093\u3060\u30D5\u30A1\u30A4\u30EB\u306F\u6700\u5927 {0} \u4EF6\u3067\u3059\u3002","gap.rule":"\u30D0\u30B1\u30C3\u30C8\u3068\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u304C\u6642\u523B\u3001\u30E2\u30FC\u30C9\u3001\u6240\u6709\u8005\u3092\u3069\u3046\u4FDD\u3064\u304B\u306F\u8F03\u6B63\u3057\u3066\u3044\u307E\u305B\u3093\u3002","gap.watch":"\u53E4\u3044\u30B5\u30FC\u30D0\u30FC\u306F\u3001\u30E9\u30F3\u30D6\u30C3\u30AF\u306B\u306A\u3044\u30AF\u30E9\u30A4\u30A2\u30F3\u30C8\u306B\u958B\u3044\u305F\u307E\u307E\u3067\u3059\u3002{0} \u307E\u3067\u306E {1} \u306E\u3042\u3044\u3060\u76E3\u8996\u3057\u307E\u3057\u305F\u3002","time.title":"\u30BF\u30A4\u30E0\u30E9\u30A4\u30F3","time.intro":"\u6642\u523B\u306F UTC \u3067\u3059\u3002\u505C\u6B62\u6642\u9593\u306F\u5404\u30B5\u30FC\u30D0\u30FC\u306E\u6642\u8A08\u3067\u6E2C\u308A\u3001\u30B5\u30FC\u30D3\u30B9\u3092\u6B62\u3081\u305F\u30B9\u30C6\u30C3\u30D7\u306E\u958B\u59CB\u304B\u3089\u63CF\u3044\u3066\u3044\u307E\u3059\u3002","time.cut":"\u4E8C\u91CD\u306E\u5C71\u5F62\u306F\u3001\u9577\u3044\u5F85\u3061\u6642\u9593\u3092\u77ED\u304F\u63CF\u3044\u305F\u7B87\u6240\u3067\u3059\u3002","time.none":"\u8A18\u9332\u3092\u6B8B\u3057\u305F\u30B9\u30C6\u30C3\u30D7\u304C\u3042\u308A\u307E\u305B\u3093\u3002","time.work":"\u4F5C\u696D","time.aws":"AWS \u3092\u5F85\u3064","time.people":"\u4EBA\u3092\u5F85\u3064","time.fail":"\u5931\u6557","time.unproven":"\u672A\u8A3C\u660E","time.source":"\u79FB\u884C\u5143\u304C\u63D0\u4F9B","time.down":"\u505C\u6B62","time.gateway":"\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u304C\u63D0\u4F9B","time.approval":"\u627F\u8A8D","time.picture":"{0} \u304B\u3089 {1} \u307E\u3067\u306E\u30BF\u30A4\u30E0\u30E9\u30A4\u30F3\u3002\u540C\u3058\u6642\u523B\u304C\u30B9\u30C6\u30C3\u30D7\u306E\u8868\u306B\u3042\u308A\u307E\u3059\u3002","layers.title":"\u3069\u3053\u306B\u4F55\u304C\u3042\u3063\u305F\u304B","layers.source":"\u79FB\u884C\u5143","layers.bucket":"\u30D0\u30B1\u30C3\u30C8","layers.gateway":"\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4","layers.proven":"\u8A3C\u660E\u6E08\u307F","layers.differing":"\u76F8\u9055","layers.unproven":"\u672A\u8A3C\u660E","layers.aside":"\u5BFE\u8C61\u5916","layers.aside-means":"\u5BFE\u8C61\u5916\uFF1A\u30E9\u30F3\u30D6\u30C3\u30AF\u304C\u8A31\u5BB9\u3001\u627F\u8A8D\u3001\u8A31\u53EF\u3001\u307E\u305F\u306F\u524A\u9664\u3059\u308B\u4F59\u5206\u306A\u3082\u306E\u3068\u3001\u7167\u5408\u3057\u3066\u3044\u306A\u3044\u30D1\u30B9\u3002","layers.paths":"{0} \u30D1\u30B9","layers.objects":"{0} \u30AA\u30D6\u30B8\u30A7\u30AF\u30C8","layers.not-looked":"\u5168\u4F53\u306E\u7167\u5408\u306A\u3057","layers.layer":"\u5C64","layers.place":"\u5834\u6240","layers.held":"\u30D1\u30B9\u307E\u305F\u306F\u30AA\u30D6\u30B8\u30A7\u30AF\u30C8","layers.bytes":"\u30D0\u30A4\u30C8\u6570","layers.when":"\u7167\u5408\u3057\u305F\u6642\u523B","layers.frozen":"\u51CD\u7D50\u5F8C","layers.live":"\u51CD\u7D50\u524D","layers.table":"\u540C\u3058\u5185\u5BB9\u306E\u8868","layers.picture":"\u79FB\u884C\u5143\u3001\u30D0\u30B1\u30C3\u30C8\u3001\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u3068\u30D5\u30A1\u30A4\u30EB\u6570\u3002\u540C\u3058\u6570\u304C\u4E0B\u306E\u8868\u306B\u3042\u308A\u307E\u3059\u3002","diff.title":"\u76F8\u9055","diff.none":"\u3069\u306E\u7167\u5408\u3067\u3082\u76F8\u9055\u306F\u898B\u3064\u304B\u308A\u307E\u305B\u3093\u3067\u3057\u305F\u3002","diff.all":"\u3059\u3079\u3066\u306E\u76F8\u9055\u304C\u3053\u3053\u306B\u3042\u308A\u307E\u3059\u3002","diff.some":"{1} \u4EF6\u306E\u3046\u3061\u6700\u521D\u306E {0} \u4EF6\u304C\u3053\u3053\u306B\u3042\u308A\u307E\u3059\u3002","diff.file":"\u3059\u3079\u3066\u306F\u3053\u306E\u30D5\u30A1\u30A4\u30EB\u306B\u3042\u308A\u307E\u3059\uFF1A","diff.search":"\u30D1\u30B9\u3068\u8A73\u7D30\u3092\u691C\u7D22","diff.verdict":"\u5224\u5B9A","diff.check":"\u7167\u5408","diff.every":"\u3059\u3079\u3066","diff.layers":"\u5C64","diff.path":"\u30D1\u30B9","diff.known":"\u5206\u304B\u3063\u3066\u3044\u308B\u3053\u3068","diff.shown":"\u8868\u793A\uFF1A{1} \u4EF6\u4E2D {0} \u4EF6","diff.legend":"\u5C64\uFF1A\u79FB\u884C\u5143\u3001\u30D0\u30B1\u30C3\u30C8\u3001\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u3001\u30BF\u30B9\u30AF\u30EC\u30DD\u30FC\u30C8\u3002= \u79FB\u884C\u5143\u3068\u540C\u3058\u3001- \u306A\u3044\u3001+ \u79FB\u884C\u5143\u306B\u306A\u3044\u306E\u306B\u3042\u308B\u3001* \u7570\u306A\u308B\u3001! \u8AAD\u3081\u306A\u3044\u3001? \u4E0D\u660E\u3001. \u898B\u3066\u3044\u306A\u3044\u3002","diff.lost":"\u5931\u308F\u308C\u305F\u6240\uFF1A{0}","steps.title":"\u30B9\u30C6\u30C3\u30D7","steps.verdict":"\u5224\u5B9A","steps.time":"\u958B\u59CB\uFF08UTC\uFF09\u3001\u9577\u3055","steps.job":"\u30B8\u30E7\u30D6","steps.step":"\u30B9\u30C6\u30C3\u30D7","steps.found":"\u5206\u304B\u3063\u305F\u3053\u3068","steps.details":"\u8A73\u7D30","steps.warning":"\u8B66\u544A","steps.table":"\u3059\u3079\u3066\u306E\u30B9\u30C6\u30C3\u30D7\u3001\u6642\u523B\u9806","verdict.pass":"\u5408\u683C","verdict.fail":"\u4E0D\u5408\u683C","verdict.unproven":"\u672A\u8A3C\u660E","gates.title":"\u627F\u8A8D","gates.none":"\u30B2\u30FC\u30C8\u3067\u306E\u6C7A\u5B9A\u306F\u8A18\u9332\u3055\u308C\u3066\u3044\u307E\u305B\u3093\u3002","gates.gate":"\u30B2\u30FC\u30C8","gates.decision":"\u6C7A\u5B9A","gates.user":"\u6C7A\u5B9A\u3057\u305F\u4EBA","gates.comment":"\u30B3\u30E1\u30F3\u30C8","gates.ticket":"\u5909\u66F4\u30C1\u30B1\u30C3\u30C8","gates.reason":"\u7406\u7531","gates.no-times":"\u8AB0\u304C\u3044\u3064\u6C7A\u5B9A\u3057\u305F\u304B\u3092\u3001GitHub \u306F\u793A\u3057\u307E\u305B\u3093\u3002","window.title":"\u30A6\u30A3\u30F3\u30C9\u30A6","window.forecast":"\u4E88\u6E2C\u3068\u5B9F\u7E3E","window.planned":"\u5909\u66F4\u30A6\u30A3\u30F3\u30C9\u30A6","window.any":"\u30E9\u30F3\u30D6\u30C3\u30AF\u306B\u6307\u5B9A\u306A\u3057","window.give-up":"\u65AD\u5FF5\u3059\u308B\u6642\u523B","window.frozen":"\u51CD\u7D50","window.not-frozen":"\u306A\u3057","window.within":"\u30A6\u30A3\u30F3\u30C9\u30A6\u5185","window.outside":"\u30A6\u30A3\u30F3\u30C9\u30A6\u5916","forecast.phase":"\u6BB5\u968E","forecast.range":"\u4E88\u6E2C","forecast.took":"\u5B9F\u7E3E","forecast.source":"\u4E88\u6E2C\u306E\u6839\u62E0","forecast.freeze":"\u51CD\u7D50","forecast.transfer":"\u6700\u5F8C\u306E\u8EE2\u9001","forecast.bucket":"\u30D0\u30B1\u30C3\u30C8\u306E\u8A3C\u660E","forecast.refresh":"\u30EA\u30D5\u30EC\u30C3\u30B7\u30E5","forecast.gateway":"\u30B2\u30FC\u30C8\u30A6\u30A7\u30A4\u306E\u8A3C\u660E","forecast.switch":"\u5207\u308A\u66FF\u3048\u3068\u78BA\u8A8D","forecast.all":"\u5168\u4F53","forecast.unknown":"\u4E0D\u660E","forecast.not-run":"\u5B8C\u4E86\u305B\u305A","forecast.longer":"\u4E88\u6E2C\u3088\u308A\u9577\u3044","drift.title":"\u30C9\u30EA\u30D5\u30C8","end.title":"\u5B9F\u884C\u306E\u7D42\u308F\u308A\u306E\u72B6\u614B","check.title":"\u30C0\u30A4\u30B8\u30A7\u30B9\u30C8\u3068\u78BA\u304B\u3081\u65B9","check.intro":"\u3053\u306E\u30DA\u30FC\u30B8\u306F evidence.json \u3060\u3051\u304B\u3089\u4F5C\u3089\u308C\u3001\u305D\u308C\u81EA\u4F53\u306F\u4F55\u3082\u8A3C\u660E\u3057\u307E\u305B\u3093\u3002\u5B9F\u884C\u306E\u30A2\u30FC\u30C6\u30A3\u30D5\u30A1\u30AF\u30C8\u304B\u8A3C\u8DE1\u30D0\u30B1\u30C3\u30C8\u304B\u3089 evidence.json \u3092\u53D6\u308A\u3001\u30C0\u30A4\u30B8\u30A7\u30B9\u30C8\u3092\u8A08\u7B97\u3057\u76F4\u3057\u3066\u304F\u3060\u3055\u3044\uFF1A","check.same":"\u6700\u521D\u306E\u753B\u9762\u306E\u30C0\u30A4\u30B8\u30A7\u30B9\u30C8\u3068\u540C\u3058\u5024\u304C\u51FA\u308B\u306F\u305A\u3067\u3059\u3002","check.what":"\u5BFE\u8C61","check.digest":"SHA-256","check.plan":"\u8A08\u753B","check.evidence":'\u8A3C\u8DE1\uFF08"digest" \u3092\u9664\u304F\uFF09',"check.manifest":"{1} \u306E\u30DE\u30CB\u30D5\u30A7\u30B9\u30C8 {0}","check.proof":"{0} \u304C\u57FA\u3065\u304F\u8A3C\u660E","foot.made":"\u5B9F\u884C {0} \u306E evidence.json \u304B\u3089\u4F5C\u6210\u3002\u30CD\u30C3\u30C8\u30EF\u30FC\u30AF\u306F\u4F7F\u3044\u307E\u305B\u3093\u3002"};function bn(e){let t=J(e),n=JSON.stringify({en:T,ja:me}).replaceAll("<","\\u003c");return a`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${z($n())}" />
        <meta name="referrer" content="no-referrer" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${vn(t)}</title>
        ${z(`<style>${F}</style>`)}
      </head>
      <body>
        <a class="skip" href="#report">${f("page.skip")}</a>
        ${xn(t)}
        <main id="report">
          ${ae(t)}
          ${Sn(t)}${Nn(t)}${Q(t)}${K(t)}${V(t)}${Y(t)}${Z(t)}${_(t)}${X(t)}
        </main>
        <footer>${w(d("foot.made",t.run))}</footer>
        ${z(`<script type="application/json" id="words">${n}</script>`)}
        ${z(`<script>${B}</script>`)}
      </body>
    </html> `.html}var $n=()=>["default-src 'none'",`style-src '${We(F)}'`,`script-src '${We(B)}'`,"base-uri 'none'","form-action 'none'","require-trusted-types-for 'script'"].join("; "),We=e=>`sha256-${wn("sha256").update(e).digest("base64")}`,vn=({run:e,runbook:t,state:n})=>`${T[`ending.${n.ending}`]} \xB7 ${t.name} \xB7 ${e}`;function xn({attempt:e,change:t,run:n,runbook:r,records:o}){let s=t===void 0||t.ticket===""?void 0:a` · ${u(t.ticket,60)}`,i=o[0]?.startedAt.slice(0,10)??"";return a`<header>
    <div>
      <p class="what">${f("page.title")} · <b>${u(r.name,80)}</b>${s}</p>
      <p class="quiet">
        ${u(r.description,200)}. ${i} · ${u(n,40)},
        ${w(d("page.attempt",e))}
      </p>
    </div>
    <div class="languages scripted" role="group" aria-label="Language / 言語">
      <button type="button" data-l="en" lang="en">English</button
      ><button type="button" data-l="ja" lang="ja">日本語</button>
    </div>
  </header>`}var kn=["work","aws","people","fail","unproven","source","down","gateway"],Sn=e=>S("timeline","time.title",[fe(e),a`<p class="note">
      <span class="legend"
        >${kn.map(t=>a`<span class="key"><span class="swatch is-${t}"></span><span ${b(d(`time.${t}`))}>${T[`time.${t}`]}</span></span>`)}</span
      >
      ${f("time.intro")} ${f("time.cut")}
    </p>`]),Nn=e=>S("layers","layers.title",[de(e)]);export{ye as checks$CHECK,X as checks$checkSection,Y as checks$driftSection,Z as checks$endSection,V as checks$windowSection,te as differences$differencesInWords,Q as differences$differencesSection,ee as differences$standingDifferences,v as evidence$at,J as evidence$nightOf,ae as first_screen$firstScreen,L as html$cut,N as html$grouped,a as html$html,x as html$inEnglish,u as html$quoted,z as html$raw,d as html$say,b as html$told,f as html$word,w as html$words,D as layers$layersOf,ke as layers$sharesOf,de as layers_picture$layersPicture,W as look_colours$colours,B as look_script$script,F as look_style$style,ne as outcome$outcomeOf,bn as page$reportPage,K as steps$approvalsSection,C as steps$factPairs,_ as steps$stepsSection,j as table$pairs,S as table$section,H as table$table,le as time_scale$timeScale,ce as timeline$timelineOf,fe as timeline_picture$timelinePicture,re as unproven$gapsOf,T as words_english$english,me as words_japanese$japanese};
