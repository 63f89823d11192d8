function s(t){let n=new Map,o=1;for(let e of(t?.bytes.toString("utf8")??"").split(/^(?= {2}\S.*$)/m)){let i=a(e),r=n.get(i);n.set(i,{text:`${r?.text??""}${e}`,line:r?.line??o}),o+=e.split(`
`).length-1}return n}function a(t){if(!t.startsWith("  "))return"the head";let[,n]=/^ {6}Name: (\S+)$/m.exec(t)??[];return n??(t.split(`
`)[0]??"").trim()}export{s as templateSections};
