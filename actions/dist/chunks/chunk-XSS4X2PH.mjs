import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as t,e as o,f as r,q as n}from"./chunk-KW46IFGA.mjs";var s=class extends t(o,r,"ListObjectsV2",n){};function d(e){return decodeURIComponent(e.replaceAll("+"," "))}export{s as a,d as b};
