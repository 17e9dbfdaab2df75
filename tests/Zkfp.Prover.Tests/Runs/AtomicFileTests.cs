using Zkfp.Prover.Runs;

namespace Zkfp.Prover.Tests.Runs;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-atomic").FullName;

    private string Target => Path.Combine(_folder, "file");

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void It_appears_when_it_is_committed()
    {
        File.WriteAllText(Target, "old");
        using (var file = new AtomicFile(Target))
        {
            file.Write("new"u8);
            file.WriteByte((byte)'!');
            Assert.Equal("old", File.ReadAllText(Target));
            file.Commit();
        }

        Assert.Equal("new!", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Without_commit_nothing_is_left()
    {
        using (var file = new AtomicFile(Target)) file.Write("half"u8);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void What_a_killed_process_left_aside_is_overwritten()
    {
        File.WriteAllText(Target + AtomicFile.Suffix, "longer than what follows");
        using (var file = new AtomicFile(Target))
        {
            file.Write("short"u8);
            file.Commit();
        }

        Assert.Equal("short", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Of_two_writers_the_second_one_fails_and_harms_nothing()
    {
        using (var file = new AtomicFile(Target))
        {
            file.Write("first"u8);
            IOException error = Assert.ThrowsAny<IOException>(() => new AtomicFile(Target));
            Assert.True(AtomicFile.IsBusy(error), $"{error.HResult:x8} {error.Message}");
            Assert.False(DiskFull.Is(error));
            file.Commit();
        }

        Assert.Equal("first", File.ReadAllText(Target));
        using var again = new AtomicFile(Target);
    }

    [Fact]
    public void An_open_file_is_told_from_one_that_has_its_name_now()
    {
        using var file = new FileStream(Target, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        Assert.True(AtomicFile.IsAt(file.SafeFileHandle, Target));
        File.Move(Target, Target + "2");
        Assert.False(AtomicFile.IsAt(file.SafeFileHandle, Target));
        File.WriteAllText(Target, "");
        Assert.False(AtomicFile.IsAt(file.SafeFileHandle, Target));
        Assert.True(AtomicFile.IsAt(file.SafeFileHandle, Target + "2"));
        File.Delete(Target + "2");
        Assert.False(AtomicFile.IsAt(file.SafeFileHandle, Target + "2"));
    }
}
