var e=["Account","Gates","Servers","Documents","Mounts","DataSync","Gateway","Bucket","Events","Survives","Speed"];export{e as AREAS};
