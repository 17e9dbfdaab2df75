namespace Zkfp.Prover.Tests.Runs;

public class DiskRoomTests
{
    [Theory]
    [InlineData(4_600_000L, 4_600_000L, null)] // one disk, for both
    [InlineData(4_599_999L, 4_599_999L, "no space: 'work' has 4.6 MB left, about 4.6 MB are needed")]
    [InlineData(4_000_000L, 600_000L, null)] // two
    [InlineData(3_900_000L, 600_000L, "no space: 'work' has 3.9 MB left, about 4.0 MB are needed")]
    [InlineData(4_000_000L, 500_000L, "no space: 'proofs' has 0.5 MB left, about 0.6 MB are needed")]
    [InlineData(null, 600_000L, null)]
    [InlineData(null, 0L, "no space: 'proofs' has 0.0 MB left, about 0.6 MB are needed")]
    [InlineData(4_000_000L, null, null)]
    [InlineData(0L, null, "no space: 'work' has 0.0 MB left, about 4.0 MB are needed")]
    [InlineData(null, null, null)]
    public void The_disk_that_lacks_room_is_named(long? work, long? proofs, string? expected) =>
        Assert.Equal(expected, DiskRoom.Shortage(new DiskNeed(600_000, 4_000_000), "proofs", "work", folder => folder == "work" ? work : proofs));

    [Fact]
    public void A_proof_that_goes_to_no_disk_needs_none()
    {
        Assert.Null(DiskRoom.Shortage(new DiskNeed(long.MaxValue, 1), null, "work", _ => 1));
        Assert.NotNull(DiskRoom.Shortage(new DiskNeed(0, 2), null, "work", _ => 1));
    }

    [Fact]
    public void The_system_says_how_much_is_left()
    {
        Assert.InRange(DiskRoom.FreeBytes(Path.GetTempPath())!.Value, 1, long.MaxValue - 1);
        Assert.Null(DiskRoom.Shortage(new DiskNeed(1, 1), ".", Path.GetTempPath()));
        Assert.NotNull(DiskRoom.Shortage(new DiskNeed(0, long.MaxValue), ".", Path.GetTempPath()));
        Assert.Null(DiskRoom.FreeBytes("/nonexistent/folder"));
    }
}
