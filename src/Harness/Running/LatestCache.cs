namespace Bench.Harness.Running;

/// <summary>The few values used last; those that fall out are disposed.</summary>
internal sealed class LatestCache<TValue>(int capacity) : IDisposable
    where TValue : IDisposable
{
    private readonly LinkedList<(string Key, TValue Value)> entries = [];

    /// <param name="key">Of the value.</param>
    /// <param name="make">Makes it where it is not there.</param>
    /// <param name="alone">Whether it is so large that all others go before it is made.</param>
    public TValue GetOrAdd(string key, Func<TValue> make, bool alone = false)
    {
        for (var node = entries.First; node is not null; node = node.Next)
            if (node.Value.Key == key)
            {
                entries.Remove(node);
                entries.AddFirst(node);
                return node.Value.Value;
            }

        // Room first, so that the old and the new value need not both fit in memory.
        while (entries.Count >= (alone ? 1 : capacity))
        {
            entries.Last!.Value.Value.Dispose();
            entries.RemoveLast();
        }
        return entries.AddFirst((key, make())).Value.Value;
    }

    public void Dispose()
    {
        foreach (var (_, value) in entries) value.Dispose();
        entries.Clear();
    }
}
