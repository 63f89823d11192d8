function l(t,{limit:i,size:a},d){let n=new Set(t.filter(({rank:r})=>r===0)),o=()=>{let r=t.filter(e=>!n.has(e));return t.flatMap(e=>e===r[0]?[d(r.map(({title:f})=>f))]:n.has(e)?[e.markdown]:[]).join(`

`)};for(let r of t.toSorted((e,f)=>e.rank-f.rank))n.has(r)||(n.add(r),a(o())>i&&n.delete(r));return o()}function u(t,i,a){let d=i,n=t.findIndex(o=>(d-=o.length+1)<0);return n<0?t:[...t.slice(0,n),a(t.length-n)]}export{u as bounded,l as fit};
