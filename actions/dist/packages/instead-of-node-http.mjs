import{a}from"./instead-of-node-http.shared.mjs";export default a();
