using Zkfp.Cli.CommandLine;

return ZkfpCommandLine.Run(args);
