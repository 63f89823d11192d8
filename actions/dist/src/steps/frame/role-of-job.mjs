import{steps_frame_role_of_job$ROLE_OF_JOB as o,steps_frame_role_of_job$folderOf as r}from"../../../start.mjs";export{o as ROLE_OF_JOB,r as folderOf};
