import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a}from"./chunk-T5PFYUMI.mjs";import"./chunk-OHQWAFOX.mjs";import"./chunk-KTCOJYCS.mjs";import"./chunk-ZBPHOQKH.mjs";import"./chunk-4MYWXYP7.mjs";export{a as openTree};
