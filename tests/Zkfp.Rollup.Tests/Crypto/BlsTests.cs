using System.Text.Json;
using Zkfp.Rollup.Encoding;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Rollup.Tests.Crypto;

public class BlsTests
{
    /// <summary>The contracts' vectors, made by noble-curves.</summary>
    [KzgFact]
    public void Keys_and_signatures_are_those_of_another_implementation()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Contracts, "test", "vectors", "bls.json")));
        string[] Column(string name) => [.. json.RootElement.GetProperty(name).EnumerateArray().Select(static x => x.GetString()!)];
        string[] secrets = Column("secrets"), messages = Column("messages"), signatures = Column("signatures"), keys = Column("keys");
        Assert.Equal(12, secrets.Length);
        for (int i = 0; i < secrets.Length; i++)
        {
            using var key = new BlsSequencerKey(Hex.Parse(secrets[i]));
            Assert.Equal(keys[i], Hex.Format(key.PublicKey));
            byte[] signature = key.Sign(Hash256.Parse(messages[i]));
            Assert.Equal(signatures[i], Hex.Format(signature));
            Assert.NotEqual(signature, key.ProvePossession(Hash256.Parse(messages[i])));
            Assert.Equal(signature, SequencerKey.Join(true, [signature]));
        }
    }

    [KzgFact]
    public void Signatures_of_one_message_add_up_to_that_of_the_sum()
    {
        Hash256 message = Keccak256.Hash("m"u8);
        using var two = new BlsSequencerKey([.. new byte[31], 2]);
        using var three = new BlsSequencerKey([.. new byte[31], 3]);
        using var five = new BlsSequencerKey([.. new byte[31], 5]);
        Assert.Equal(five.Sign(message), SequencerKey.Join(true, [two.Sign(message), three.Sign(message)]));
    }

    [KzgFact]
    public void What_is_none_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new BlsSequencerKey(new byte[32]));
        Assert.Throws<ArgumentException>(() => new BlsSequencerKey([.. Enumerable.Repeat((byte)0xff, 32)]));
        using var key = new BlsSequencerKey([.. new byte[31], 1]);
        byte[] damaged = key.Sign(Hash256.Zero);
        damaged[40] ^= 1;
        Assert.Throws<ArgumentException>(() => SequencerKey.Join(true, [damaged]));
        Assert.Throws<ArgumentException>(() => SequencerKey.Join(true, []));
        Assert.Throws<ArgumentException>(() => SequencerKey.Join(true, [new byte[127]]));
    }
}
