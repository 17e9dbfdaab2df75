using System.Buffers.Binary;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Keys;

public class MachineFileTests
{
    /// <summary>A reader written from docs/protocol.md §10 finds every table as it was declared, and nothing else in the file.</summary>
    [Fact]
    public void A_reader_of_the_specification_finds_the_machine()
    {
        MachineDefinition m = ToyMachine.Machine;
        byte[] bytes = MachineFile.Write(m);
        var words = new Queue<uint>();
        for (int i = 0; i < bytes.Length; i += 4) words.Enqueue(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i)));
        Assert.Equal("ZKFPMACH"u8.ToArray(), bytes[..8]);
        for (int i = 0; i < 3; i++) words.Dequeue();
        Assert.Equal(m.Digest, FieldHash.HashElements([.. words.Select(w => new KoalaBear(w))]));
        uint Next() => words.Dequeue();
        string Text() => new([.. Enumerable.Range(0, (int)Next()).Select(_ => (char)Next())]);
        Assert.Equal(m.Name, Text());
        Assert.Equal((uint)m.PublicValueCount, Next());
        Assert.Equal((uint)m.Tables.Count, Next());
        foreach (AirProgram t in (AirProgram[])[.. m.Tables, m.PublicMessages])
        {
            Assert.Equal(t.Name, Text());
            Assert.Equal((uint)t.Presence, Next());
            Assert.Equal((uint)(t.FixedLogHeight + 1 ?? 0), Next());
            Assert.Equal((uint)t.Positions, Next());
            Assert.Equal((uint)t.Columns.Count, Next());
            foreach (Column c in t.Columns)
                Assert.Equal(((uint)c.Kind, (uint)c.Virtual, (uint)c.Shift, (uint)c.ShiftB, (uint)c.Bits), (Next(), Next(), Next(), Next(), Next()));
            Assert.Equal((uint)t.Nodes.Count, Next());
            foreach (AirNode n in t.Nodes) Assert.Equal(((uint)n.Kind, n.A, n.B), (Next(), Next(), Next()));
            Assert.Equal((uint)t.Constraints.Count, Next());
            foreach (AirConstraint c in t.Constraints) Assert.Equal((uint)c.Node, Next());
            Assert.Equal((uint)t.Interactions.Count, Next());
            foreach (AirInteraction i in t.Interactions)
            {
                Assert.Equal(((uint)i.Bus.Tag, (uint)i.Bus.Scope, (uint)i.Multiplicity, (uint)i.Fields.Length), (Next(), Next(), Next(), Next()));
                foreach (int f in i.Fields) Assert.Equal((uint)f, Next());
            }
        }

        Assert.Empty(words);
    }
}
