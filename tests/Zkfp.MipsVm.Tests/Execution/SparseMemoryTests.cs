using Zkfp.MipsVm.Execution;

namespace Zkfp.MipsVm.Tests.Execution;

public class SparseMemoryTests
{
    [Fact]
    public void SnapshotsAreIndependent()
    {
        // Against dictionaries, with a tree of snapshots that all go on changing.
        var random = new Random(3);
        var memories = new List<(SparseMemory Memory, Dictionary<uint, uint> Model)> { (new SparseMemory(), []) };
        // Words that collide in the page cache, share pages and lie at the ends of the address space.
        uint[] words = Enumerable.Range(0, 200).Select(_ => random.Next(4) switch
        {
            0 => (uint)random.Next(1 << 30),
            1 => (uint)random.Next(64) << 16,
            2 => (uint)random.Next(2048),
            _ => (1u << 30) - 1 - (uint)random.Next(2048),
        }).ToArray();
        for (int n = 0; n < 60_000; n++)
        {
            (SparseMemory memory, Dictionary<uint, uint> model) = memories[random.Next(memories.Count)];
            uint word = words[random.Next(words.Length)];
            if (random.Next(3) == 0)
            {
                memory[word] = (uint)n;
                model[word] = (uint)n;
            }
            else
            {
                Assert.Equal(model.GetValueOrDefault(word), memory[word]);
            }
            if (n % 500 == 0 && memories.Count < 60)
                memories.Add((memory.Snapshot(), new Dictionary<uint, uint>(model)));
        }
        foreach ((SparseMemory memory, Dictionary<uint, uint> model) in memories)
        {
            var content = new Dictionary<uint, uint>();
            foreach ((uint page, uint[] values) in memory.Pages())
            {
                for (uint i = 0; i < values.Length; i++)
                {
                    if (values[i] != 0)
                        content[page * SparseMemory.PageWords + i] = values[i];
                }
            }
            Assert.Equal(model.Where(p => p.Value != 0).OrderBy(p => p.Key), content.OrderBy(p => p.Key));
        }
    }

    [Fact]
    public void WriteCrossesPagesAndStopsAtTheEnd()
    {
        var memory = new SparseMemory();
        uint[] words = Enumerable.Range(1, 3000).Select(i => (uint)i).ToArray();
        memory.Write(1000, words);
        for (uint i = 0; i < words.Length; i++)
            Assert.Equal(i + 1, memory[1000 + i]);
        memory.Write((1u << 30) - 1, [5]);
        Assert.Equal(5u, memory[(1u << 30) - 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Write((1u << 30) - 1, [5, 6]));
    }

    [Fact]
    public void TouchedWordsAreASet()
    {
        var random = new Random(4);
        var touched = new TouchedWords();
        for (int round = 0; round < 3; round++)
        {
            var model = new List<uint>();
            for (int n = 0; n < 5000; n++)
            {
                uint word = (uint)random.Next(2) == 0 ? (uint)random.Next(1 << 30) : (uint)random.Next(500);
                bool isNew = !model.Contains(word);
                Assert.Equal(isNew, touched.Add(word));
                if (isNew)
                    model.Add(word);
            }
            Assert.Equal(model, touched.Words.ToArray());
            touched.Clear();
            Assert.Equal(0, touched.Count);
        }
    }
}
