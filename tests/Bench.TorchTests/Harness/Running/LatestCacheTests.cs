using Bench.Harness.Running;

namespace Bench.TorchTests.Harness.Running;

public sealed class LatestCacheTests
{
    private sealed class Value : IDisposable
    {
        public bool IsGone { get; private set; }
        public void Dispose() => IsGone = true;
    }

    [Fact]
    public void What_was_used_last_stays_and_what_is_large_is_made_when_all_others_have_gone()
    {
        using var cache = new LatestCache<Value>(capacity: 2);
        var (a, b) = (cache.GetOrAdd("a", () => new()), cache.GetOrAdd("b", () => new()));
        Assert.Same(a, cache.GetOrAdd("a", () => new()));
        var c = cache.GetOrAdd("c", () => new());
        Assert.Equal((false, true, false), (a.IsGone, b.IsGone, c.IsGone));
        var large = cache.GetOrAdd("large", () =>
        {
            Assert.True(a.IsGone && c.IsGone);
            return new();
        }, alone: true);
        Assert.Same(large, cache.GetOrAdd("large", () => new(), alone: true));
        cache.GetOrAdd("d", () => new());
        Assert.False(large.IsGone);
    }
}
