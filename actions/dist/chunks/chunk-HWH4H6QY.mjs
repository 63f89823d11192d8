import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
var e=["B","KiB","MiB","GiB","TiB","PiB"];function B(n){let t=n,i=0;for(;t>=1024&&i<e.length-1;)t/=1024,i+=1;return`${i===0?String(t):t.toFixed(1)} ${e[i]??"B"}`}export{B as a};
