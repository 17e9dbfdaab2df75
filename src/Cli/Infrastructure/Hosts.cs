using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Makes the host services that a command line asks for.</summary>
internal static class Hosts
{
    /// <summary>The host of a run.</summary>
    public static IHost Create(ProgramImage program, GuestInput guest, Session session, Stream stdin, Stream stdout, Stream stderr)
    {
        string? preimages = session.Get(guest.Preimages);
        if (program.Profile != Profile.Cannon)
        {
            return preimages is null
                ? new LinuxHost(program.Endianness, new LinuxHostOptions { Arguments = guest.Argv(session), Stdin = stdin, Stdout = stdout, Stderr = stderr })
                : throw new CliException(ExitCode.Usage, "--preimages needs --profile cannon");
        }

        if (session.GuestArguments.Length > 0 || session.Get(guest.Stdin) is not null)
            throw new CliException(ExitCode.Usage, "profile cannon: programs start with fixed arguments and without standard input");
        if (preimages is not null && !Directory.Exists(preimages)) throw new CliException(ExitCode.Usage, $"no folder '{preimages}'");
        IPreimageOracle oracle = preimages is null ? new MemoryPreimageOracle() : new DirectoryPreimageOracle(preimages);
        var options = new LinuxHostOptions { Arguments = guest.Argv(session), Stdout = stdout, Stderr = stderr };
        return new CannonHost(program.Endianness, options, oracle);
    }

    /// <summary>Runs the machine; a stop of the firmware becomes an error message.</summary>
    public static T Guard<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is GuestStoppedException or HostRequestException)
        {
            throw new CliException(ExitCode.Unprovable, e.Message);
        }
    }
}
