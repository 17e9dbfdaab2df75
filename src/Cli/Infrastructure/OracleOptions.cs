using System.CommandLine;
using System.Globalization;
using Zkfp.MipsVm.Hosting;
using Zkfp.Rollup.Preimages;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Options that say where a program of profile cannon gets its preimages.</summary>
internal sealed class OracleOptions
{
    private const double DefaultPatience = 300, MostPatience = 1_000_000;

    /// <summary>Folder of preimages.</summary>
    public Option<string?> Preimages { get; } = new("--preimages")
    {
        Description = "Profile cannon: folder of preimages, one file per key. A file is named by its key in hexadecimal, in any case, with or without 0x, and "
            + "holds the bytes (no ending or .bin) or their hexadecimal digits (.txt). With --preimage-server: made if need be, and filled with what is served.",
        HelpName = "FOLDER",
    };

    /// <summary>Command of a host program.</summary>
    public Option<string?> Server { get; } = new("--preimage-server")
    {
        Description = "Profile cannon: command line, for /bin/sh, of a host program that serves preimages as Cannon's do (descriptors 3 hints, 4 hint answers, "
            + "5 keys, 6 preimages), as in --preimage-server 'op-program --server --datadir d'.",
        HelpName = "COMMAND",
    };

    /// <summary>Its time limit.</summary>
    public Option<double> Patience { get; } = new("--preimage-timeout")
    {
        Description = $"Seconds that the preimage server may take to move the next bytes; {DefaultPatience} if absent.",
        DefaultValueFactory = _ => DefaultPatience,
        HelpName = "SECONDS",
    };

    /// <summary>Makes the options.</summary>
    public OracleOptions() => Patience.Validators.Add(r =>
    {
        foreach (string word in r.Tokens.Select(t => t.Value))
        {
            if (!double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) || seconds is not (> 0 and <= MostPatience))
                r.AddError($"{Patience!.Name}: expected more than 0 and at most {MostPatience} seconds, got '{word}'");
        }
    });

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> Options => [Preimages, Server, Patience];

    /// <summary>All of them are for profile cannon.</summary>
    public void Check(Session session, bool cannon)
    {
        foreach (Option option in Options) session.Need(option, cannon, "needs --profile cannon");
        session.Need(Patience, session.Has(Server), $"needs {Server.Name}");
    }

    /// <summary>A folder of preimages; nothing in it makes a reader wait.</summary>
    public static DirectoryPreimageOracle OpenFolder(string folder)
    {
        if (!Directory.Exists(folder)) throw new CliException(ExitCode.Usage, $"no folder '{folder}'");
        return Files.Guard(folder, "read", "folder of preimages", () =>
        {
            if (Directory.EnumerateFiles(folder).FirstOrDefault(Files.IsSpecial) is { } path)
                throw new CliException(ExitCode.Usage, $"cannot read preimage '{path}': it is a device, pipe or socket");
            return new DirectoryPreimageOracle(folder);
        });
    }

    /// <summary>Starts what was asked for; the caller disposes the server, if there is one.</summary>
    public (IPreimageOracle Oracle, PreimageServer? Server) Open(Session session)
    {
        string? folder = session.Get(Preimages), command = session.Get(Server);
        if (command is not null && string.IsNullOrWhiteSpace(command)) throw new CliException(ExitCode.Usage, "--preimage-server: expected a command");
        if (folder is not null && command is not null) Files.Guard(folder, "make", "folder of preimages", () => Directory.CreateDirectory(folder));
        DirectoryPreimageOracle? kept = folder is null ? null : OpenFolder(folder);
        PreimageServer? server = command is null ? null : new PreimageServer(command, TimeSpan.FromSeconds(session.Get(Patience)), session.Cancellation);
        Action<string>? show = session.Verbose ? hint => StandardStreams.WriteError($"hint: {hint}") : null;
        return (new PreimageSource(kept, server, show), server);
    }
}
