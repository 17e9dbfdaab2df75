using System.CommandLine;
using System.Globalization;
using Zkfp.MipsVm.Hosting;
using Zkfp.Rollup.Preimages;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Options that say where a program of profile cannon gets its preimages.</summary>
internal sealed class OracleOptions
{
    private const double DefaultPatience = 300;

    /// <summary>Folder of preimages.</summary>
    public Option<string?> Preimages { get; } = new("--preimages")
    {
        Description = "Profile cannon: folder of preimages, one file per key. A file is named by its key in hexadecimal, in any case, with or without 0x, and "
            + "holds the bytes (no ending or .bin) or their hexadecimal digits (.txt). With --preimage-server: made if need be, and filled with what is served.",
    };

    /// <summary>Command of a host program.</summary>
    public Option<string?> Server { get; } = new("--preimage-server")
    {
        Description = "Profile cannon: command line, for /bin/sh, of a host program that serves preimages as Cannon's do (descriptors 3 hints, 4 hint answers, "
            + "5 keys, 6 preimages), as in --preimage-server 'op-program --server --datadir d'.",
    };

    /// <summary>Its time limit.</summary>
    public Option<double> Patience { get; } = new("--preimage-timeout")
    {
        Description = "Seconds that the preimage server may take to move the next bytes.",
        DefaultValueFactory = _ => DefaultPatience,
    };

    /// <summary>Whether hints are shown.</summary>
    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Profile cannon: show the program's hints on standard error." };

    /// <summary>Declares them.</summary>
    public void AddTo(Command command)
    {
        command.Add(Preimages);
        command.Add(Server);
        command.Add(Patience);
        command.Add(Verbose);
        Patience.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<double>() is not (> 0 and <= 1e6)) r.AddError("--preimage-timeout: expected more than 0 and at most 1000000 seconds");
        });
    }

    /// <summary>Whether one of them was given that only profile cannon can use.</summary>
    public bool Any(ParseResult result) => result.GetValue(Preimages) is not null || result.GetValue(Server) is not null;

    /// <summary>Starts what was asked for; the caller disposes the server, if there is one.</summary>
    public (IPreimageOracle Oracle, PreimageServer? Server) Open(ParseResult result, CancellationToken cancellation)
    {
        string? folder = result.GetValue(Preimages), command = result.GetValue(Server);
        if (command is not null && string.IsNullOrWhiteSpace(command)) throw new CliException(ExitCode.Usage, "--preimage-server: expected a command");
        if (folder is not null && command is not null) Files.Guard(folder, "make", "folder of preimages", () => Directory.CreateDirectory(folder));
        if (folder is not null && !Directory.Exists(folder)) throw new CliException(ExitCode.Usage, $"no folder '{folder}'");
        DirectoryPreimageOracle? kept = folder is null ? null : Files.Guard(folder, "read", "folder of preimages", () => new DirectoryPreimageOracle(folder));
        PreimageServer? server = command is null ? null : new PreimageServer(command, TimeSpan.FromSeconds(result.GetValue(Patience)), cancellation);
        Action<string>? show = result.GetValue(Verbose) ? hint => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"hint: {hint}")) : null;
        return (new PreimageSource(kept, server, show), server);
    }
}
