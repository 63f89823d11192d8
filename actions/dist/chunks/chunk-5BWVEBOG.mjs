import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var t=({gates:o})=>[...o.signOff,o.cutover],n=o=>o.gates.quorum??t(o).length;export{t as a,n as b};
