function t(){process.getBuiltinModule("node:http").setGlobalProxyFromEnv?.()}export{t as useProxy};
