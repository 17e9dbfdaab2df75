using System.CommandLine;
using Zkfp.Cli;
using Zkfp.Cli.Commands;
using Zkfp.Cli.Infrastructure;

var root = new RootCommand("Zkfp: proves what a MIPS program did, and verifies such proofs.")
{
    RunCommand.Create(),
    ProveCommand.Create(),
    VerifyCommand.Create(),
    VkCommand.Create(),
    InspectCommand.Create(),
    ProfileCommand.Create(),
    BenchCommand.Create(),
    EvmCommands.Create(),
};
ParseResult parsed = root.Parse(args);
int status = parsed.Invoke();
return parsed.Errors.Count == 0 ? status : parsed.CommandResult.Command.Name == "run" ? ExitCode.RunFailed : ExitCode.Usage;
