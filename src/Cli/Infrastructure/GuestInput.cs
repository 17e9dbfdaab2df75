using System.CommandLine;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;

namespace Zkfp.Cli.Infrastructure;

/// <summary>The arguments and options by which a command names a program and what it is given.</summary>
internal sealed class GuestInput
{
    /// <summary>The program.</summary>
    public Argument<string> Elf { get; } = new("ELF") { Description = "Static Linux/MIPS32 executable, big or little endian." };

    /// <summary>Standard input.</summary>
    public Option<string?> Stdin { get; } = new("--stdin") { Description = "File given to the program as standard input; '-' is this command's own. Empty if absent." };

    /// <summary>Firmware profile.</summary>
    public Option<string> ProfileName { get; } = new("--profile")
    {
        Description = "What the firmware implements: linux (o32 ABI) or cannon (the same with a preimage oracle on descriptors 3 to 6, fixed arguments and no input).",
        DefaultValueFactory = _ => "linux",
    };

    /// <summary>The program's own arguments.</summary>
    public Argument<string[]> Arguments { get; } = new("ARGS") { Description = "Arguments of the program, after --.", Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Preimages for profile cannon.</summary>
    public OracleOptions Oracle { get; } = new();

    /// <summary>Declares all of it on a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Elf);
        command.Add(Stdin);
        command.Add(ProfileName);
        Oracle.AddTo(command);
        command.Add(Arguments);
        ProfileName.AcceptOnlyFromAmong("linux", "cannon");
    }

    /// <summary>Loads an ELF file with the firmware of a profile.</summary>
    public static ProgramImage Load(string path, Profile profile, int badInput = ExitCode.BadInput)
    {
        try
        {
            return Firmware.Load(Files.Read(path, "program"), profile);
        }
        catch (ElfException e)
        {
            throw new CliException(badInput, $"'{path}' is not a program for this machine: {e.Message}");
        }
    }

    /// <summary>The profile named on the command line.</summary>
    public Profile Profile(ParseResult result) =>
        result.GetValue(ProfileName) == "cannon" ? MipsVm.Loading.Profile.Cannon : MipsVm.Loading.Profile.Linux;

    /// <summary>The program named on the command line.</summary>
    public ProgramImage Load(ParseResult result) => Load(result.GetRequiredValue(Elf), Profile(result));

    /// <summary>The program's argv: its file name without folder, then ARGS.</summary>
    public IReadOnlyList<string> Argv(ParseResult result) =>
        [Path.GetFileName(result.GetRequiredValue(Elf)), .. result.GetValue(Arguments) ?? []];

    /// <summary>Opens standard input; the caller disposes it.</summary>
    public Stream OpenStdin(ParseResult result)
    {
        string? path = result.GetValue(Stdin);
        if (path is null) return Stream.Null;
        return path == "-" ? Console.OpenStandardInput() : Files.OpenRead(path, "standard input");
    }
}
