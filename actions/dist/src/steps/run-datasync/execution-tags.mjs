var t="nfs-cutover:run",T="nfs-cutover:delta",o="nfs-cutover:attempt",s=(e,n,r)=>({[t]:e,[T]:n,[o]:r});export{o as ATTEMPT_TAG,T as DELTA_TAG,t as RUN_TAG,s as executionTags};
