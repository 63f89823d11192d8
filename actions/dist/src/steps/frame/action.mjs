import{steps_frame_action$runAction as n,steps_frame_action$runRepositoryAction as t}from"../../../start.mjs";export{n as runAction,t as runRepositoryAction};
