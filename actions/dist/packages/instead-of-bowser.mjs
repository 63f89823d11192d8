throw new Error("bowser is left out of this build");
