import{steps_frame_stand$standOf as r}from"../../../start.mjs";export{r as standOf};
