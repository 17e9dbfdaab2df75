using Zkfp.Rollup.Encoding;
using Zkfp.Settlement.L1;

namespace Zkfp.Rollup.Tests.Settlement;

public class AbiTests
{
    /// <summary>The example of Solidity's specification: f(0x123, [0x456, 0x789], "1234567890", "Hello, world!").</summary>
    [Fact]
    public void The_specification_s_example_is_encoded_and_read()
    {
        byte[] call = AbiValue.Call(
            "f(uint256,uint32[],bytes10,bytes)",
            AbiValue.Number(0x123), AbiValue.Array(AbiValue.Number(0x456), AbiValue.Number(0x789)), AbiValue.Fixed("1234567890"u8),
                AbiValue.Bytes("Hello, world!"u8));
        Assert.Equal(
            "0x8be65246"
            + "0000000000000000000000000000000000000000000000000000000000000123"
            + "0000000000000000000000000000000000000000000000000000000000000080"
            + "3132333435363738393000000000000000000000000000000000000000000000"
            + "00000000000000000000000000000000000000000000000000000000000000e0"
            + "0000000000000000000000000000000000000000000000000000000000000002"
            + "0000000000000000000000000000000000000000000000000000000000000456"
            + "0000000000000000000000000000000000000000000000000000000000000789"
            + "000000000000000000000000000000000000000000000000000000000000000d"
            + "48656c6c6f2c20776f726c642100000000000000000000000000000000000000",
            Hex.Format(call));
        var reader = new AbiReader(call.AsMemory(4));
        Assert.Equal(0x123ul, reader.UInt64(0));
        (int count, AbiReader items) = reader.List(1);
        Assert.Equal((2, 0x789ul), (count, items.UInt64(1)));
        Assert.Equal("Hello, world!"u8.ToArray(), reader.Bytes(3));
    }

    [Fact]
    public void What_is_beyond_the_data_is_refused()
    {
        byte[] huge = [.. Enumerable.Repeat((byte)0xff, 32)];
        var reader = new AbiReader((byte[])[.. AbiValue.Encode(AbiValue.Number(32)), .. huge]);
        Assert.Throws<FormatException>(() => reader.Word(2));
        Assert.Throws<FormatException>(() => reader.At(1));
        Assert.Throws<FormatException>(() => reader.Bytes(0));
        Assert.Throws<FormatException>(() => reader.List(0));
        Assert.Throws<FormatException>(() => reader.UInt64(1));
        Assert.Throws<FormatException>(() => reader.Account(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AbiValue.Number(-1));
        Assert.Throws<FormatException>(() => GameContract.ReadPropose(new byte[] { 1, 2, 3, 4, 5 }));
    }

    [Fact]
    public void A_proposal_is_read_as_it_was_encoded()
    {
        var version = new ProgramVersion(Keccak256.Hash("p"u8), Keccak256.Hash("c"u8), "DEV0");
        var proposal = new Proposal(3, 1, Keccak256.Hash("a"u8), 17, 99, Keccak256.Hash("l"u8), 0, 2, version);
        Segment[] segments = [new(Keccak256.Hash("1"u8), 20), new(Keccak256.Hash("2"u8), 24)];
        byte[] payload = [.. Enumerable.Range(0, 100).Select(static i => (byte)i)];
        PostedClaim posted = GameContract.ReadPropose(GameContract.Propose(proposal, segments, payload, 7, [1, 2]));
        Assert.Equal(99ul, posted.L1Number);
        Assert.Equal(segments, posted.Segments);
        Assert.Equal(payload, posted.Payload);
    }
}
