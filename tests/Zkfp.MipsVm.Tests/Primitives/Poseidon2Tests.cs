using FsCheck.Xunit;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Machine;
using static Zkfp.MipsVm.Tests.Machine.Assembler;
using static Zkfp.MipsVm.Tests.Primitives.PrimitiveProgram;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>POSEIDON2: the function and its rows.</summary>
public class Poseidon2Tests
{
    /// <summary>Vector: Plonky3 5dc50e51, koala-bear/src/poseidon2.rs, test_default_koalabear_poseidon2_width_16.</summary>
    [Fact]
    public void Width_16_equals_the_Plonky3_vector()
    {
        uint[] words =
        [
            894848333, 1437655012, 1200606629, 1690012884, 71131202, 1749206695, 1717947831, 120589055,
            19776022, 42382981, 1831865506, 724844064, 171220207, 1299207443, 227047920, 1783754913,
        ];
        uint[] expected =
        [
            1934285469, 604889435, 133449501, 1026180808, 1830659359, 176667110, 1391183747, 351743874,
            1238264085, 1292768839, 2023573270, 1201586780, 1360691759, 1230682461, 748270449, 651545025,
        ];
        Poseidon2Permutation.Narrow.Permute(words);
        Assert.Equal(expected, words);
    }

    /// <summary>The permutation of the proofs, of which a test of Core's says that it equals the Plonky3 vector.</summary>
    [Property(MaxTest = 200)]
    public void Width_24_equals_the_one_of_the_proofs(uint[] seed)
    {
        uint[] words = Words(seed, 24);
        KoalaBear[] state = Array.ConvertAll(words, w => new KoalaBear(w));
        Core.Hash.Poseidon2.Permute(state);
        Poseidon2Permutation.Wide.Permute(words);
        Assert.Equal(Array.ConvertAll(state, x => x.Value), words);
    }

    /// <summary>Words that are equal mod p have the same result, and it is canonical.</summary>
    [Property(MaxTest = 200)]
    public void Words_are_taken_mod_p(uint[] seed, bool wide)
    {
        uint[] words = Words(seed, wide ? 24 : 16), reduced = Array.ConvertAll(words, w => w % KoalaBear.P);
        Poseidon2Permutation permutation = wide ? Poseidon2Permutation.Wide : Poseidon2Permutation.Narrow;
        permutation.Permute(words);
        permutation.Permute(reduced);
        Assert.Equal(reduced, words);
        Assert.All(words, w => Assert.True(w < KoalaBear.P));
    }

    /// <summary>
    /// Words of which the result has the elements 0, 1, p − 1, 2^24 − 2, 2^24 − 1, 2^16 − 1, 0x7EFF0000, 0x7EFFFFFF in turn, at width 16 and behind that at
    /// width 24: those that could be written in other limbs, and the last ones below p.
    /// </summary>
    public static uint[] Edges() => [.. Before(Poseidon2Permutation.Narrow), .. Before(Poseidon2Permutation.Wide), .. new uint[40]];

    [Fact]
    public void Edges_are_results()
    {
        uint[] narrow = Edges()[..16], wide = Edges()[16..40];
        Poseidon2Permutation.Narrow.Permute(narrow);
        Poseidon2Permutation.Wide.Permute(wide);
        Assert.Equal([.. s_edges, .. s_edges], narrow);
        Assert.Equal([.. s_edges, .. s_edges, .. s_edges], wide);
    }

    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Calls_satisfy_the_tables(Endianness order)
    {
        uint[] memory = [.. Edges()[..40], .. PrimitiveProgram.Random(3, 40), .. Enumerable.Repeat(uint.MaxValue, 24), .. Enumerable.Repeat(KoalaBear.P, 24), .. new uint[24]];
        Assembler a = new Assembler().Store(Data, memory);
        foreach ((int at, bool wide) in ((int, bool)[])[(0, false), (16, true), (10, true), (40, false), (50, true), (60, false), (80, true), (104, true), (110, false), (128, true)])
        {
            a.Li(A0, Data + 4 * (uint)at).Emit(Poseidon2(A0, wide), I(0x04, 0, 0, 1), Poseidon2(A0, wide));
            Poseidon2Permutation permutation = wide ? Poseidon2Permutation.Wide : Poseidon2Permutation.Narrow;
            for (int n = 0; n < 2; n++) permutation.Permute(memory.AsSpan(at, permutation.Width));
        }

        a.Li(A1, 0xFFFF_FFA0).Emit(Poseidon2(A1, true), Poseidon2(A1, false)).Li(T0, Data).Emit(I(0x23, T0, V0, 4 * 30));
        ExecutedRun run = TraceHarness.Execute(a.End().Image(order));
        TraceHarness.AssertClean(run);
        Assert.Equal(memory[30], run.Outcome.PublicValues[0]);
    }

    private static readonly uint[] s_edges = [0, 1, KoalaBear.P - 1, (1 << 24) - 2, (1 << 24) - 1, (1 << 16) - 1, 0x7EFF_0000, 0x7EFF_FFFF];

    /// <summary>The words before a result that repeats the edges.</summary>
    private static uint[] Before(Poseidon2Permutation p)
    {
        KoalaBear[] state = [.. Enumerable.Range(0, p.Width).Select(i => new KoalaBear(s_edges[i % s_edges.Length]))];
        KoalaBear[][] external = Inverse(p.Width, (i, k) => (i / 4 == k / 4 ? 2 : 1) * ((k - i) & 3) switch { 0 => 2, 1 => 3, _ => 1 });
        KoalaBear[][] inner = Inverse(p.Width, (i, k) => i == k ? KoalaBear.One + p.Diagonal[i] : KoalaBear.One);
        // 1/3 mod p − 1.
        KoalaBear Root(KoalaBear x) => x.Pow((2UL * (KoalaBear.P - 1) + 1) / 3);
        for (int r = 2 * p.HalfExternalRounds - 1; r >= 0; r--)
        {
            state = Times(external, state);
            for (int i = 0; i < p.Width; i++) state[i] = Root(state[i]) - p.External(r)[i];
            if (r != p.HalfExternalRounds) continue;
            for (int k = p.Internal.Length - 1; k >= 0; k--)
            {
                state = Times(inner, state);
                state[0] = Root(state[0]) - p.Internal[k];
            }
        }

        return Array.ConvertAll(Times(external, state), x => x.Value);
    }

    private static KoalaBear[] Times(KoalaBear[][] matrix, KoalaBear[] v) =>
        Array.ConvertAll(matrix, row => row.Zip(v, (a, b) => a * b).Aggregate((a, b) => a + b));

    // Gauss and Jordan.
    private static KoalaBear[][] Inverse(int n, Func<int, int, KoalaBear> entry)
    {
        KoalaBear[][] rows = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, 2 * n).Select(k => k < n ? entry(i, k) : k == n + i ? KoalaBear.One : KoalaBear.Zero).ToArray())];
        for (int i = 0; i < n; i++)
        {
            int pivot = Array.FindIndex(rows, i, row => row[i] != KoalaBear.Zero);
            (rows[i], rows[pivot]) = (rows[pivot], rows[i]);
            KoalaBear inverse = rows[i][i].Inverse();
            rows[i] = Array.ConvertAll(rows[i], x => x * inverse);
            for (int r = 0; r < n; r++)
            {
                if (r == i) continue;
                KoalaBear factor = rows[r][i];
                rows[r] = [.. rows[r].Zip(rows[i], (x, y) => x - factor * y)];
            }
        }

        return Array.ConvertAll(rows, row => row[n..]);
    }

    // FsCheck's numbers are small: each second one is spread over all words.
    private static uint[] Words(uint[] seed, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (i < seed.Length ? seed[i] : (uint)(seed.Length + i)) * (i % 2 == 0 ? 0x9E37_79B9u : 1) - (i % 3 == 0 ? 1u : 0))];
}
