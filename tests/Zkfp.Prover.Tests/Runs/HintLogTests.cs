using Zkfp.MipsVm.Execution;
using Zkfp.Prover.Runs;

namespace Zkfp.Prover.Tests.Runs;

public sealed class HintLogTests : IDisposable
{
    private const int Answers = 50_000; // more than three of its buffers

    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-hints").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Replays_give_the_recorded_answers_again_and_again()
    {
        using var log = new HintLog(_folder);
        Record(log, new Counter(1), Answers);
        Assert.Equal(Answers, log.Count);
        IHost a = log.Replay(), b = log.Replay();
        for (uint i = 0; i < Answers; i++)
        {
            Assert.Equal(i + 1, Ask(a));
            if (i % 3 == 0) Assert.Equal(i / 3 + 1, Ask(b));
        }

        Assert.Throws<InvalidOperationException>(() => Ask(a));
    }

    [Fact]
    public void The_digest_is_of_the_answers()
    {
        byte[] Digest(uint first, int count)
        {
            using var log = new HintLog(_folder);
            Assert.Throws<InvalidOperationException>(() => log.Digest);
            Record(log, new Counter(first), count);
            return log.Digest;
        }

        Assert.Equal(Digest(1, Answers), Digest(1, Answers));
        Assert.NotEqual(Digest(1, Answers), Digest(2, Answers));
        Assert.NotEqual(Digest(1, Answers), Digest(1, Answers - 1));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData([1, 0, 0, 0, 2, 0, 0, 0]), Digest(1, 2));
    }

    [Fact]
    public void Its_file_has_no_name()
    {
        using var log = new HintLog(_folder);
        Record(log, new Counter(1), Answers);
        if (!OperatingSystem.IsWindows()) Assert.Empty(Directory.GetFileSystemEntries(_folder));
        Assert.ThrowsAny<IOException>(() => new HintLog(Path.Combine(_folder, "absent")));
    }

    private static void Record(HintLog log, IHost host, int count)
    {
        HintLog.Recorder recorder = log.Record(host);
        for (int i = 0; i < count; i++) Ask(recorder);
        recorder.End();
    }

    private static uint Ask(IHost host) => host.Hint(0, 0, null!);

    private sealed class Counter(uint first) : IHost
    {
        private uint _next = first;

        public uint Hint(uint service, uint argument, IMemoryReader memory) => _next++;
    }
}
