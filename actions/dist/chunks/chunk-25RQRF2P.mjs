import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var t={command:[1e3,5e3],task:[5e3,1e4],execution:[2e3,1e4],event:[3e3,3e3],object:[1e3,1e4],listing:[3e3,1e4],uploads:[5e3,3e4]},e=6e4,s=3e4,o=6e4,n=5*o,_={object:2*o,listing:3*o,confirmation:10*o,uploads:15*o,uploadsWhenCancelled:2*o};export{t as a,e as b,s as c,n as d,_ as e};
