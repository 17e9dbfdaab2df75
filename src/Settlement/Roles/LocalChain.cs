using System.Diagnostics;
using System.Numerics;
using System.Security.Cryptography;
using Zkfp.Rollup.Encoding;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;

namespace Zkfp.Settlement.Roles;

/// <summary>A step as it happened.</summary>
/// <param name="What">What happened.</param>
/// <param name="Gas">Gas of its transactions, or null.</param>
/// <param name="Seconds">Time that it took.</param>
public sealed record DevnetStep(string What, BigInteger? Gas, double Seconds);

/// <summary>Something is not as it must be.</summary>
public sealed class DevnetException(string message) : Exception(message);

/// <summary>A local L1 on which something is shown, step by step, by real transactions of accounts that have all the ether they need.</summary>
/// <param name="folder">Where the accounts keep what they sent; exists.</param>
/// <param name="report">Told of each step, after it.</param>
public abstract class LocalChain(string folder, Action<DevnetStep> report) : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The chain, once it is started.</summary>
    protected L1Client L1 { get; private set; } = null!;

    /// <summary>Its id.</summary>
    protected ulong L1ChainId { get; private set; }

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="DevnetException">Something is not as it must be.</exception>
    public abstract Task RunAsync(CancellationToken cancellation = default);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        for (int i = _owned.Count - 1; i >= 0; i--) _owned[i].Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts anvil.</summary>
    /// <exception cref="DevnetException">It is not installed.</exception>
    protected async Task StartAsync(string contracts, CancellationToken cancellation)
    {
        string anvil = AnvilNode.Find(contracts) ?? throw new DevnetException($"anvil is not installed; run: npm ci --prefix {contracts}");
        AnvilNode node = Own(await AnvilNode.StartAsync(anvil, (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds(), cancellation).ConfigureAwait(false));
        L1 = node.L1;
        L1ChainId = await L1.ChainIdAsync(cancellation).ConfigureAwait(false);
        Step($"L1: anvil, Osaka, chain {L1ChainId}, {node.Url}");
    }

    /// <summary>Moves the chain's clock.</summary>
    protected async Task PassAsync(ulong seconds, string what)
    {
        await L1.AskAsync("evm_increaseTime", seconds).ConfigureAwait(false);
        await L1.AskAsync("evm_mine").ConfigureAwait(false);
        Step($"L1's clock moved on by {seconds} s: {what}");
    }

    /// <summary>Calls a contract by a transaction.</summary>
    protected static Task<L1Receipt> SendAsync(TransactionSender sender, string purpose, Address to, string signature, params AbiValue[] arguments)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return sender.SendAsync(purpose, to, AbiValue.Call(signature, arguments));
    }

    /// <summary>A new account with ether.</summary>
    protected async Task<(TransactionSender Sender, RoleStore Store)> AccountAsync(string name)
    {
        Secp256k1Key key = OwnKey();
        RoleStore store = Own(new RoleStore(Path.Combine(folder, $"{name}.db")));
        await L1.AskAsync("anvil_setBalance", key.Address.ToString(), "0x3635c9adc5dea00000").ConfigureAwait(false);
        return (new TransactionSender(L1, store, key, L1ChainId), store);
    }

    /// <summary>A key that the caller disposes of.</summary>
    protected static Secp256k1Key NewKey()
    {
        Span<byte> secret = stackalloc byte[32];
        do RandomNumberGenerator.Fill(secret);
        while (secret[0] == 0xff || secret.IndexOfAnyExcept((byte)0) < 0);
        return new Secp256k1Key(secret);
    }

    /// <summary>A key.</summary>
    protected Secp256k1Key OwnKey() => Own(NewKey());

    /// <summary>Disposes of it at the end.</summary>
    protected T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>Tells a step.</summary>
    protected void Step(string what, BigInteger? gas = null)
    {
        report(new DevnetStep(what, gas, _clock.Elapsed.TotalSeconds));
        _clock = Stopwatch.StartNew();
    }

    /// <summary>What must be.</summary>
    /// <exception cref="DevnetException">It is not.</exception>
    protected static void Expect(bool holds, string otherwise)
    {
        if (!holds) throw new DevnetException(otherwise);
    }
}
