import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var e=({gates:n})=>[...n.signOff,n.cutover],o=n=>[...e(n),...n.finalize===void 0?[]:[n.finalize.environment]],t=n=>n.gates.quorum??e(n).length;export{e as a,o as b,t as c};
