using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Tests.Guest;

public class BlockExecutionTests
{
    [BlocksFact(nativeGuest: true)]
    public void Mainnet_blocks_reproduce_every_field()
    {
        using var guest = new NativeGuest(SharedData.NativeGuest!);
        foreach (string file in Directory.GetFiles(SharedData.Blocks!, "*.json.gz"))
        {
            BlockFile block = BlockFile.Read(file);
            GuestOutput output = guest.Run(GuestInput.Block(ChainConfig.Mainnet, block.BlockRlp, block.Witness)).Parse();
            Assert.Equal(GuestStatus.Success, output.Status);
            Assert.Equal(ChainConfig.Mainnet.Hash(), output.ConfigHash);
            Assert.Empty(BlockCheck.Differences(Block.Decode(block.BlockRlp).Header, output.Block!));
        }
    }

    /// <summary>A witness that was tampered with never gives success with another root.</summary>
    [BlocksFact(nativeGuest: true)]
    public void Mutated_witnesses_never_succeed_with_another_root()
    {
        using var guest = new NativeGuest(SharedData.NativeGuest!);
        BlockFile block = BlockFile.Read(Directory.GetFiles(SharedData.Blocks!, "*.json.gz").Order().First());
        BlockHeader header = Block.Decode(block.BlockRlp).Header;
        var random = new Random(3);
        for (int i = 0; i < 24; i++)
        {
            List<ReadOnlyMemory<byte>> state = [.. block.Witness.State], codes = [.. block.Witness.Codes], headers = [.. block.Witness.Headers];
            List<ReadOnlyMemory<byte>> part = (i % 4) switch { 0 => codes, 1 => headers, _ => state };
            int at = random.Next(part.Count);
            if (i % 3 == 0)
            {
                part.RemoveAt(at);
            }
            else
            {
                byte[] item = part[at].ToArray();
                item[random.Next(item.Length)] ^= (byte)(1 + random.Next(255));
                part[at] = item;
            }

            GuestOutput output = guest.Run(GuestInput.Block(ChainConfig.Mainnet, block.BlockRlp, new ExecutionWitness(state, codes, headers))).Parse();
            Assert.True(output.Status < GuestStatus.OutOfMemory, $"{output.Status} ({output.Reason})");
            if (output.Status == GuestStatus.Success) Assert.Empty(BlockCheck.Differences(header, output.Block!));
        }
    }

    [BlocksFact(nativeGuest: true)]
    public void Mutated_blocks_are_refused()
    {
        using var guest = new NativeGuest(SharedData.NativeGuest!);
        BlockFile block = BlockFile.Read(Directory.GetFiles(SharedData.Blocks!, "*.json.gz").Order().First());
        Hash256 hash = Block.Decode(block.BlockRlp).Header.Hash();
        var random = new Random(4);
        for (int i = 0; i < 24; i++)
        {
            byte[] rlp = [.. block.BlockRlp];
            rlp[random.Next(rlp.Length)] ^= (byte)(1 << random.Next(8));
            GuestOutput output = guest.Run(GuestInput.Block(ChainConfig.Mainnet, rlp, block.Witness)).Parse();
            // A header that no execution rule constrains (extra data, say) makes another valid block, and the result says which.
            if (output.Status == GuestStatus.Success) Assert.NotEqual(hash, output.Block!.BlockHash);
        }
    }

    [Fact]
    public void Block_files_round_trip()
    {
        string path = Path.Combine(Path.GetTempPath(), $"zkfp-block-{Environment.ProcessId}.json.gz");
        BlockFile file = BlockFile.Read(SharedData.Sample("transfers.json"));
        Assert.NotEmpty(file.Witness.Headers);
        try
        {
            file.Write(path);
            BlockFile read = BlockFile.Read(path);
            Assert.Equal(file.ChainId, read.ChainId);
            Assert.Equal(file.BlockRlp, read.BlockRlp);
            Assert.Equal(file.Witness.State.Select(n => n.ToArray()), read.Witness.State.Select(n => n.ToArray()));
            Assert.Equal(file.Witness.Codes.Select(n => n.ToArray()), read.Witness.Codes.Select(n => n.ToArray()));
            Assert.Equal(file.Witness.Headers.Select(n => n.ToArray()), read.Witness.Headers.Select(n => n.ToArray()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Outputs_that_do_not_parse_are_refused()
    {
        Assert.Throws<InvalidDataException>(() => new GuestRun(139, []).Parse());
        byte[] success = new RlpWriter().BeginList().Add(System.Text.Encoding.ASCII.GetBytes("zkevm1")).Add(2ul).Add(Hash256.Zero).Add(0ul).Add([])
            .BeginList().Add(Hash256.Zero).Add(new byte[20]).Add(21000ul).EndList().EndList().ToArray();
        Assert.Equal(21000ul, new GuestRun(0, success).Parse().Transaction!.IntrinsicGas);
        Assert.Throws<InvalidDataException>(() => new GuestRun(16, success).Parse());
        Assert.Throws<InvalidDataException>(() => new GuestRun(0, [.. success, 0]).Parse());
    }
}
