using System.Numerics;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;

namespace Zkfp.Settlement.Roles;

/// <summary>
/// What an owner of stake does at <c>SequencerPool</c>. Purposes name the call and its arguments: a call that is asked for twice, before and
/// after a crash, is made once. Who wants the same again says which one it is (<paramref name="again"/>).
/// </summary>
/// <param name="manifest">The rollup.</param>
/// <param name="sender">The owner's account.</param>
/// <param name="again">Distinguishes a call from the same one before; empty at first.</param>
public sealed class PoolClient(RollupManifest manifest, TransactionSender sender, string again = "")
{
    /// <summary>Registers a key with stake and proof of possession.</summary>
    public async Task<L1Receipt> RegisterAsync(SequencerKey key, BigInteger amount, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        await ApproveAsync("register", amount, cancellation).ConfigureAwait(false);
        byte[] possession = Sequencer.Possession(key, manifest.L1ChainId, manifest.At.Pool, sender.Account);
        return await SendAsync("register", AbiValue.Call(
            "register(bytes,bytes,uint88)", AbiValue.Bytes(key.PublicKey), AbiValue.Bytes(possession), AbiValue.Number(amount)), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Adds own stake.</summary>
    public async Task<L1Receipt> StakeAsync(ulong id, BigInteger amount, CancellationToken cancellation = default)
    {
        await ApproveAsync($"stake/{id}/{amount}", amount, cancellation).ConfigureAwait(false);
        return await SendAsync(
            $"stake/{id}/{amount}", AbiValue.Call("stake(uint32,uint88)", AbiValue.Number(id), AbiValue.Number(amount)), cancellation).ConfigureAwait(false);
    }

    /// <summary>Adds stake behind another's.</summary>
    public async Task<L1Receipt> DelegateAsync(ulong id, BigInteger amount, CancellationToken cancellation = default)
    {
        await ApproveAsync($"delegate/{id}/{amount}", amount, cancellation).ConfigureAwait(false);
        return await SendAsync(
            $"delegate/{id}/{amount}", AbiValue.Call("delegate(uint32,uint96)", AbiValue.Number(id), AbiValue.Number(amount)), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Any other call of the pool.</summary>
    public Task<L1Receipt> SendAsync(string purpose, byte[] call, CancellationToken cancellation = default) =>
        sender.SendAsync(Name(purpose), manifest.At.Pool, call, null, cancellation);

    private Task<L1Receipt> ApproveAsync(string purpose, BigInteger amount, CancellationToken cancellation) => sender.SendAsync(
        Name($"approve/{purpose}"), manifest.At.Token,
        AbiValue.Call("approve(address,uint256)", AbiValue.Account(manifest.At.Pool), AbiValue.Number(amount)), null, cancellation);

    private string Name(string purpose) => again.Length == 0 ? $"pool/{purpose}" : $"pool/{purpose}/{again}";
}
