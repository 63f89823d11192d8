var t=(e,r)=>`evidence/${e}/finalize/${r}.json`;export{t as exportKey};
