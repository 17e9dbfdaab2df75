using Zkfp.MipsVm.Execution;

namespace Zkfp.MipsVm.Machine;

/// <summary>What a whole run left behind: for each touched word its last writer shard and value.</summary>
internal sealed class FinalMemory
{
    private FinalMemory(uint[] registers, uint shards)
    {
        Registers = registers;
        Shards = shards;
    }

    /// <summary>Final register values.</summary>
    public uint[] Registers { get; }

    /// <summary>Number of shards that execute instructions; all of them touch every register.</summary>
    public uint Shards { get; }

    /// <summary>For each row of the image table: the last shard that touched the word (0: none) and the final value.</summary>
    public required (uint Shard, uint Value)[] Image { get; init; }

    /// <summary>Touched words outside the image by ascending index.</summary>
    public required List<(uint Word, uint Shard, uint Value)> Zero { get; init; }

    /// <summary>Collects from the memory after the run and the last toucher of each word.</summary>
    public static FinalMemory Collect(ProgramTables program, SparseMemory memory, SparseMemory lastShard, ReadOnlySpan<uint> registers, uint shards)
    {
        var zero = new List<(uint, uint, uint)>();
        int imageRows = 0;
        foreach (var range in program.Image.Image) imageRows += range.Words.Length;
        var image = new (uint, uint)[imageRows];
        int rangeIndex = 0, rowBase = 0;
        var ranges = program.Image.Image;
        foreach ((uint page, uint[] words) in lastShard.Pages())
        {
            for (int i = 0; i < words.Length; i++)
            {
                if (words[i] == 0) continue;
                uint word = page * SparseMemory.PageWords + (uint)i;
                while (rangeIndex < ranges.Count && word >= ranges[rangeIndex].StartWord + ranges[rangeIndex].Words.Length)
                    rowBase += ranges[rangeIndex++].Words.Length;
                if (rangeIndex < ranges.Count && word >= ranges[rangeIndex].StartWord)
                    image[rowBase + (int)(word - ranges[rangeIndex].StartWord)] = (words[i], memory[word]);
                else
                    zero.Add((word, words[i], memory[word]));
            }
        }

        return new FinalMemory(registers.ToArray(), shards) { Image = image, Zero = zero };
    }
}
