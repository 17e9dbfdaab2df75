using FsCheck.Xunit;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.MipsVm.Execution.Primitives;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>POSEIDON2: the function.</summary>
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
        Poseidon2.Permute(state);
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

    // FsCheck's numbers are small: each second one is spread over all words.
    private static uint[] Words(uint[] seed, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (i < seed.Length ? seed[i] : (uint)(seed.Length + i)) * (i % 2 == 0 ? 0x9E37_79B9u : 1) - (i % 3 == 0 ? 1u : 0))];
}
