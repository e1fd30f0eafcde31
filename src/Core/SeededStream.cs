using System.Security.Cryptography;
using System.Text;

namespace Bench.Core;

/// <summary>
/// A stream of random numbers that depends on a seed, a purpose and nothing else: the same on every machine and
/// made afresh where it is used, so that no random state has to be saved. The generator is SplitMix64 (Steele, Lea
/// and Flood, OOPSLA 2014); its start comes from SHA-256 over seed and purpose, so streams of different purposes are independent.
/// </summary>
public sealed class SeededStream
{
    private ulong state;

    private SeededStream(ulong state) => this.state = state;

    /// <summary>
    /// The stream of a seed for a purpose such as <c>initialization</c> or <c>data order</c>, and, where there is one,
    /// an index such as the epoch.
    /// </summary>
    public static SeededStream For(long seed, string purpose, long index = 0)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}/{purpose}/{index}")));
        return new SeededStream(BitConverter.ToUInt64(hash));
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in {0, ..., <paramref name="exclusive"/> − 1}, without modulo bias.</summary>
    public int NextInt(int exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusive);
        var high = Math.BigMul(NextUInt64(), (ulong)exclusive, out var low);
        if (low < (ulong)exclusive)
            for (var threshold = unchecked(0 - (ulong)exclusive) % (ulong)exclusive; low < threshold;)
                high = Math.BigMul(NextUInt64(), (ulong)exclusive, out low);
        return (int)high;
    }

    /// <summary>Standard normal (Box and Muller; one value a call, so that a stream has no hidden half).</summary>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Shuffles in place (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>A random permutation of 0, ..., <paramref name="count"/> − 1.</summary>
    public long[] Permutation(int count)
    {
        var order = new long[count];
        for (var i = 0; i < count; i++) order[i] = i;
        Shuffle<long>(order);
        return order;
    }
}
