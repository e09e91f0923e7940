job=$job_prefix-$(date -u +%Y%m%dT%H%M%S)
RAY_USAGE_STATS_ENABLED=0 ray job submit --address "$address" --submission-id "$job" --no-wait \
    --working-dir "$folder" --runtime-env-json "$environment" -- \
    scomm sweep sweep.toml --out "$out" --address auto
echo "The job is $job; ray job logs --address $address --follow $job shows how far it is."
