var o=(t,r,{migration:e,round:n})=>`evidence/${t}/${r}/${e}/${n}/`,i=(t,r)=>`${t}.${r}.rows.gz`,a=t=>`written.${t}.txt`;export{i as keptName,a as listName,o as roundPrefix};
