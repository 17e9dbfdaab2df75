using Zkfp.Prover;

namespace Zkfp.Cli.Infrastructure;

/// <summary>What a proof takes on the disk, said before it is made.</summary>
internal static class DiskReport
{
    // Less needs no mention.
    private const long LeastSaid = 100_000_000;

    /// <summary>Says it; an error where there is less room.</summary>
    public static void Say(Session session, DiskNeed need, string path, string work)
    {
        if (!session.Quiet && need.Proof + need.Work >= LeastSaid)
        {
            StandardStreams.WriteError(
                $"zkfp {session.Command}: takes about {DiskRoom.Megabytes(need.Work)} more in '{work}' and {DiskRoom.Megabytes(need.Proof)} for the proof");
        }

        session.Json.Add("diskBytes", need.Proof + need.Work);
        if (DiskRoom.Shortage(need, Path.GetDirectoryName(Path.GetFullPath(path)), work) is { } lack) throw new CliException(ExitCode.NoSpace, lack);
    }
}
