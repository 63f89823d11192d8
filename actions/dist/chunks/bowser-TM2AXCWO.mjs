import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
throw new Error("bowser is left out of this build");
