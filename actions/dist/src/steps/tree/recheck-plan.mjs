var n=({verify:o})=>`a proof of this run stands and at most ${o.recheckLimit} folders changed since`,t="no proof stands, or too much changed since";export{t as ELSE_ALL,n as someChanged};
