var e={getRetryCount:()=>0,getRetryDelay:()=>0,getRetryCost:()=>{}};async function r({config:t}){(await t.retryStrategy()).recordSuccess?.(e)}export{r as countSuccess};
