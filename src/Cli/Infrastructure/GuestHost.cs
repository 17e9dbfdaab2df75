using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.Rollup.Preimages;

namespace Zkfp.Cli.Infrastructure;

/// <summary>The host services that a command line asks for, and what they have to say about a run.</summary>
internal sealed class GuestHost : IDisposable
{
    private readonly string _command;
    private readonly ProgramImage _program;
    private readonly LinuxHost _host;
    private readonly PreimageServer? _server;

    private GuestHost(string command, ProgramImage program, LinuxHost host, PreimageServer? server)
    {
        _command = command;
        _program = program;
        _host = host;
        _server = server;
    }

    /// <summary>Answers the program.</summary>
    public IHost Host => _host;

    /// <summary>SHA-256 of what the program wrote to standard output.</summary>
    public byte[] OutputDigest => _host.OutputDigest;

    /// <summary>What the program was told that no hash binds; null but for profile cannon.</summary>
    public PreimageRecord? Record => _host is CannonHost cannon ? PreimageRecord.Of(cannon.OutputDigest, cannon.Record) : null;

    /// <summary>The host of a run.</summary>
    public static GuestHost Create(
        ProgramImage program, GuestInput guest, Session session, Stream stdin, Stream stdout, Stream stderr)
    {
        string command = session.Command;
        bool cannon = program.Profile == Profile.Cannon;
        var options = new LinuxHostOptions { Arguments = guest.Argv(session), Stdin = cannon ? null : stdin, Stdout = stdout, Stderr = stderr };
        guest.Oracle.Check(session, cannon);
        if (!cannon) return new GuestHost(command, program, new LinuxHost(program.Endianness, options), null);
        if (session.GuestArguments.Length > 0 || session.Get(guest.Stdin) is not null)
            throw new CliException(ExitCode.Usage, "profile cannon: programs start with fixed arguments and without standard input");
        (IPreimageOracle oracle, PreimageServer? server) = OracleErrors(() => guest.Oracle.Open(session));
        return new GuestHost(command, program, new CannonHost(program.Endianness, options, oracle), server);
    }

    /// <summary>Runs the machine; where the run cannot go on, that becomes an error message. What the firmware told about its threads is shown.</summary>
    public T Guard<T>(Func<T> run)
    {
        try
        {
            T result = OracleErrors(run);
            ShowDiagnostics();
            return result;
        }
        catch (Exception e) when (e is GuestStoppedException or HostRequestException)
        {
            ShowDiagnostics();
            throw new CliException(ExitCode.Unprovable, e.Message);
        }
    }

    /// <summary>How a run ended that cannot be proven, with the function where it did.</summary>
    public string Describe(Outcome outcome) =>
        Symbols.IndexOf(outcome.Pc) >= 0 ? $"{outcome} ({Symbols.NameOf(outcome.Pc)})" : outcome.ToString();

    /// <inheritdoc/>
    public void Dispose() => _server?.Dispose();

    private static T OracleErrors<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is MissingPreimageException or PreimageServerException)
        {
            throw new CliException(ExitCode.MissingPreimage, e.Message);
        }
        catch (InvalidDataException e)
        {
            throw new CliException(ExitCode.BadInput, e.Message);
        }
    }

    private void ShowDiagnostics()
    {
        foreach (GuestDiagnostic d in _host.Diagnostics) StandardStreams.WriteError($"zkfp {_command}: {d.Describe(Symbols)}");
    }

    // A damaged symbol table is no reason to say nothing.
    private SymbolTable Symbols
    {
        get
        {
            try
            {
                return _program.Symbols;
            }
            catch (ElfException)
            {
                return SymbolTable.Empty;
            }
        }
    }
}
