using System.CommandLine;
using System.Text;
using Zkfp.Cli.CommandLine;
using Zkfp.Prover.Jobs;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Which recursion circuits a command uses: this version's, or those of a file.</summary>
internal sealed class RecursionOptions
{
    /// <summary>--recursion-keys.</summary>
    public Option<string?> Keys { get; } = new("--recursion-keys")
    {
        Description = "Recursion circuits and keys to use instead of this version's, as 'zkfp keys' writes them. Who verifies with it trusts the file.",
        HelpName = "FILE",
    };

    /// <summary>--l1.</summary>
    public Option<bool> L1 { get; } = OptionValues.Flag("--l1", "The final proof is for L1: a contract can verify it (Keccak-256), as 'zkfp verify' can.");

    /// <summary>Declares the keys.</summary>
    public void AddTo(Command command) => command.Add(Keys);

    /// <summary>Declares all, for a command that makes final proofs.</summary>
    public void AddAllTo(Command command)
    {
        command.Add(Keys);
        command.Add(L1);
    }

    /// <summary>This version's circuits, which a contract verifies; an error where this build has none.</summary>
    public static RecursionSet NeedDefault() => RecursionSet.Default ?? throw new CliException(ExitCode.Usage, RecursionSet.DefaultFault);

    /// <summary>The circuits; an error where none are given and this build has none.</summary>
    public RecursionSet Need(Session session)
    {
        if (session.Get(Keys) is not { } path)
            return RecursionSet.Default ?? throw new CliException(ExitCode.Usage, $"{RecursionSet.DefaultFault}; give them with --recursion-keys");
        try
        {
            return RecursionSet.Parse(Encoding.UTF8.GetString(Files.Read(path, "recursion keys", session.Cancellation)));
        }
        catch (FormatException e)
        {
            throw new CliException(ExitCode.Usage, $"'{path}' holds no recursion keys: {e.Message}");
        }
    }
}
