import{steps_frame_keep_record$keepRecord as r}from"../../../start.mjs";export{r as keepRecord};
