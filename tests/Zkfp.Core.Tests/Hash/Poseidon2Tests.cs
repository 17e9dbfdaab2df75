using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Core.Tests.Hash;

public class Poseidon2Tests
{
    /// <summary>Vector: Plonky3 0056fa83, koala-bear/src/poseidon2.rs, test_default_koalabear_poseidon2_width_24.</summary>
    [Fact]
    public void Permutation_equals_the_Plonky3_vector()
    {
        uint[] input =
        [
            886409618, 1327899896, 1902407911, 591953491, 648428576, 1844789031, 1198336108, 355597330,
            1799586834, 59617783, 790334801, 1968791836, 559272107, 31054313, 1042221543, 474748436,
            135686258, 263665994, 1962340735, 1741539604, 2026927696, 449439011, 1131357108, 50869465,
        ];
        uint[] expected =
        [
            382801106, 82839311, 1503190615, 1987418517, 854076995, 1862291425, 262755189, 1050814217,
            722724562, 741265943, 1026879332, 754316749, 1966025564, 1518878196, 502200188, 1368172258,
            845459257, 1711434837, 724453836, 171032289, 655223446, 1098636135, 407832555, 1707498914,
        ];
        KoalaBear[] state = Array.ConvertAll(input, x => new KoalaBear(x));
        Poseidon2.Permute(state);
        Assert.Equal(expected, state.Select(x => x.Value));
    }

    /// <summary>The generator of the Poseidon paper (ePrint 2019/458, appendix E), written from the paper.</summary>
    [Fact]
    public void Constants_come_out_of_the_Grain_generator()
    {
        var grain = new Grain(KoalaBear.P, 31, Poseidon2Constants.Width, 2 * Poseidon2Constants.HalfExternalRounds, Poseidon2Constants.InternalRounds);
        foreach (uint c in Poseidon2Constants.ExternalInitial) Assert.Equal(grain.Next(), c);
        foreach (uint c in Poseidon2Constants.Internal) Assert.Equal(grain.Next(), c);
        foreach (uint c in Poseidon2Constants.ExternalFinal) Assert.Equal(grain.Next(), c);
        var narrow = new Grain(KoalaBear.P, 31, 16, 2 * Poseidon2Constants.HalfExternalRounds, Poseidon2Constants16.Internal.Length);
        foreach (uint c in Poseidon2Constants16.ExternalInitial) Assert.Equal(narrow.Next(), c);
        foreach (uint c in Poseidon2Constants16.Internal) Assert.Equal(narrow.Next(), c);
        foreach (uint c in Poseidon2Constants16.ExternalFinal) Assert.Equal(narrow.Next(), c);
    }

    /// <summary>
    /// A shift register of 80 bits, tapped at 62, 51, 38, 23, 13, 0; it starts with field kind 1 (2 bits), S-box 0 (4), n and t (12 each), the
    /// rounds (10 each) and ones. The first 160 bits are dropped; of each pair that follows the second bit counts if the first is 1.
    /// </summary>
    private sealed class Grain
    {
        private readonly uint _prime;
        private readonly int _bits;
        private readonly Queue<int> _state = new();

        public Grain(uint prime, int bits, int width, int fullRounds, int partialRounds)
        {
            (_prime, _bits) = (prime, bits);
            foreach ((int value, int length) in ((int, int)[])[(1, 2), (0, 4), (bits, 12), (width, 12), (fullRounds, 10), (partialRounds, 10)])
                for (int i = length - 1; i >= 0; i--) _state.Enqueue(value >> i & 1);
            while (_state.Count < 80) _state.Enqueue(1);
            for (int i = 0; i < 160; i++) Step();
        }

        /// <summary>The next value below the prime, its high bit drawn first.</summary>
        public uint Next()
        {
            while (true)
            {
                uint value = 0;
                for (int i = 0; i < _bits; i++) value = 2 * value + (uint)Bit();
                if (value < _prime) return value;
            }
        }

        private int Bit()
        {
            while (Step() == 0) Step();
            return Step();
        }

        private int Step()
        {
            int[] s = [.. _state];
            int bit = s[62] ^ s[51] ^ s[38] ^ s[23] ^ s[13] ^ s[0];
            _state.Dequeue();
            _state.Enqueue(bit);
            return bit;
        }
    }
}
