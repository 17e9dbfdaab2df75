using System.CommandLine;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Makes the host services that a command line asks for.</summary>
internal static class Hosts
{
    /// <summary>The host of a run.</summary>
    public static IHost Create(ProgramImage program, GuestInput guest, ParseResult result, Stream stdin, Stream stdout, Stream stderr)
    {
        var options = new LinuxHostOptions { Arguments = guest.Argv(result), Stdin = stdin, Stdout = stdout, Stderr = stderr };
        return new LinuxHost(program.Endianness, options);
    }

    /// <summary>Runs the machine; a stop of the firmware becomes an error message.</summary>
    public static T Guard<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (GuestStoppedException e)
        {
            throw new CliException(ExitCode.Unprovable, e.Message);
        }
    }
}
