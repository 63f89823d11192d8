import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a}from"./chunk-LT2TCUJA.mjs";import"./chunk-4MYWXYP7.mjs";export default a();
