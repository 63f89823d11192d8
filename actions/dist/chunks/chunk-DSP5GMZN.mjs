import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
function n(e){return decodeURIComponent(e.replaceAll("+"," "))}export{n as a};
